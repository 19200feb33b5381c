"""Which kernels come from a marker, and from which markers a kernel comes."""

from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.project_build import ProjectBuild

__all__ = ["shares_of_kernel", "shares_of_marker"]


def shares_of_marker(
    built: ProjectBuild | None, block: int, image: str, marker: int
) -> dict[KernelIdentity, float]:
    """Return the share that a marker has in each kernel of a block, in (0, 1].

    Kernels without a share are missing; without a build there are none.
    """
    shares: dict[KernelIdentity, float] = {}
    if built is None or block > len(built.learned.blocks):
        return shares
    for kernel in built.learned.blocks[block - 1].kernels:
        for source in kernel.markers:
            if (source.image, source.marker) == (image, marker):
                shares[kernel.identity] = source.share
    return shares


def shares_of_kernel(
    built: ProjectBuild | None, block: int, kernel: KernelIdentity
) -> dict[tuple[str, int], float]:
    """Return the share of each marker, given by image and id, in a kernel of a block."""
    if built is None or block > len(built.learned.blocks):
        return {}
    for learned in built.learned.blocks[block - 1].kernels:
        if learned.identity == kernel:
            return {(source.image, source.marker): source.share for source in learned.markers}
    return {}
