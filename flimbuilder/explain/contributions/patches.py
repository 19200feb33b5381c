"""The marked patch that a kernel comes from, to show it beside the patch at a pixel."""

from dataclasses import dataclass

from flimbuilder.model.document import ModelDocument

__all__ = ["NearestPatch", "nearest_patch"]


@dataclass(frozen=True)
class NearestPatch:
    """The marked patch nearest to a kernel.

    Attributes
    ----------
    image : str
        Id of its image.
    marker : int
        Id of its marker.
    row, col : int
        Its centre, in image pixels.
    side : int
        Side of the receptive field of the kernel, in pixels; odd unless a block has strides or
        pools over even windows.
    """

    image: str
    marker: int
    row: int
    col: int
    side: int


def nearest_patch(document: ModelDocument, block: int, channel: int) -> NearestPatch | None:
    """Return the marked patch that was nearest to a kernel when it was learned.

    Parameters
    ----------
    document : ModelDocument
    block : int
        From 1.
    channel : int
        Of the block, from 0.

    Returns
    -------
    NearestPatch or None
        Of the patches of the kernel's cluster, the one nearest to its centre; for a component or a
        reduced kernel, the patch of its class with the largest response, or of the kernel that is
        nearest to it. None in imported models.
    """
    of_block = document.blocks[block - 1]
    record = of_block.kernels[channel]
    if record.image is None or record.marker is None or record.pixel is None:
        return None
    return NearestPatch(record.image, record.marker, *record.pixel, of_block.receptive_field)
