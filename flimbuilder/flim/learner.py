"""Learn an encoder from marked images, block by block, without backpropagation."""

from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from flimbuilder.errors import ArchitectureError, LearnError
from flimbuilder.flim.bank import KernelBank
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.edits import match_edits
from flimbuilder.flim.estimate import cluster_markers, estimate_kernels, normalise_markers
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.frozen_blocks import FrozenKernels, adopt_kernels, check_first_blocks
from flimbuilder.flim.kernel_selection import Separation
from flimbuilder.flim.learned import LearnedBlock, LearnedEncoder, LearnedKernel, build_block
from flimbuilder.flim.marker_projection import ProjectedMarkers, project_markers
from flimbuilder.flim.network import ColourConversion, Encoder, FlimBlock
from flimbuilder.flim.patches import Normalisation, PatchBuffer, gather_patches
from flimbuilder.flim.standardise import InputStandardisation, Statistics
from flimbuilder.flim.step_cache import StepCache, StepResults, cache_key, digest_of
from flimbuilder.flim.training import MarkedPixels, TrainingImage, collect_marked_pixels
from flimbuilder.flim.windows import (
    WindowPlan,
    blank_outside,
    cut_windows,
    plan_windows,
    run_block,
)
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import (
    Architecture,
    Block,
    check_map_sizes,
    foreign_parts,
)
from flimbuilder.project.project import KernelEdit

__all__ = ["Learning", "learn"]


def learn(
    images: Sequence[TrainingImage],
    architecture: Architecture,
    *,
    edits: Sequence[KernelEdit] = (),
    seed: int = 0,
    device: str | torch.device = "cpu",
    on_progress: Progress = no_progress,
    memory: StepResults | None = None,
    first_blocks: Sequence[FlimBlock] = (),
) -> LearnedEncoder:
    """Learn the kernels of every block from the patches at the markers.

    Parameters
    ----------
    images : sequence of TrainingImage
        Of equal channel count and any sizes; their order does not matter.
    architecture : Architecture
        The blocks.
    edits : sequence of KernelEdit, default=()
        Deletions and inversions. A deleted kernel gives no input to the next blocks.
    seed : int, default=0
        Seed of the clustering.
    device : str or torch.device, default="cpu"
        Where to compute.
    on_progress : callable, default does nothing
        Called with (stage, blocks done, blocks in all) before every step; raises to stop, for
        example :class:`~flimbuilder.errors.Cancelled`.
    memory : StepResults or None, default=None
        Cache of the steps of earlier calls, so that only what an edit can change is computed.
        The result is the same to the byte.
    first_blocks : sequence of FlimBlock, default=()
        Blocks of another encoder, on the CPU, which become the first blocks as they are; the
        blocks after them are learned from their maps. Edits apply to their kernels too.

    Raises
    ------
    LearnError
        If no encoder can be learned from these markers.
    ArchitectureError
        If the blocks do not fit the images, or the first blocks do not fit the architecture.

    Notes
    -----
    Sources: the course slides on FLIM; arXiv 2306.14840; arXiv 2504.20872. The same images,
    markers, architecture, edits and seed give the same bytes on the same machine. Time and memory
    depend on the markers and the receptive field, not on the size of the images.
    """
    images = sorted(images, key=lambda image: image.id)
    _check_images(images, architecture)
    check_first_blocks(first_blocks, architecture, images[0].pixels.shape[2])
    steps = StepCache(memory)
    marked = collect_marked_pixels(images, seed, steps)
    with torch.inference_mode(), full_precision():
        learning = Learning(images, architecture, torch.device(device), on_progress, steps)
        if architecture.estimator == "bofp":
            marked = learning.feature_points(marked)
        return learning.run(marked, edits, seed, first_blocks)


def _check_images(images: Sequence[TrainingImage], architecture: Architecture) -> None:
    foreign = foreign_parts(architecture)
    if foreign:
        raise ArchitectureError(
            f"{foreign[0]} is for imported models only and cannot be learned; leave it out"
        )
    if not images:
        raise LearnError("no image has markers; draw markers on at least one")
    for first, second in pairwise(images):
        if first.id == second.id:
            raise LearnError(f"image id {first.id!r} is used twice; ids must differ")
        if first.pixels.shape[2] != second.pixels.shape[2]:
            raise LearnError(
                f"image {first.id} has {first.pixels.shape[2]} channels and {second.id} has "
                f"{second.pixels.shape[2]}; all training images need the same number"
            )
    for image in images:
        try:
            check_map_sizes(architecture, *image.pixels.shape[:2])
        except ArchitectureError as error:
            raise ArchitectureError(f"image {image.id}: {error}") from None


class Learning:
    """The inputs of a call of :func:`learn`, the same for all blocks, and its steps."""

    def __init__(
        self,
        images: Sequence[TrainingImage],
        architecture: Architecture,
        device: torch.device,
        on_progress: Progress,
        steps: StepCache,
    ) -> None:
        self.steps = steps
        self.buffer = PatchBuffer()
        self.images = images
        self.architecture = architecture
        self.device = device
        self.on_progress = on_progress
        self.heights = np.array([image.pixels.shape[0] for image in images])
        self.widths = np.array([image.pixels.shape[1] for image in images])

    def report(self, stage: str, level: int) -> None:
        """Report a stage of a block, from 0."""
        self.on_progress(stage, level, len(self.architecture.blocks))

    def run(
        self,
        marked: MarkedPixels,
        edits: Sequence[KernelEdit],
        seed: int,
        first_blocks: Sequence[FlimBlock] = (),
    ) -> LearnedEncoder:
        """Learn block by block: gather patches, estimate kernels, run the block."""
        places, plan = self.plan(marked, self.architecture.blocks)
        windows = self.open_windows(plan)
        key = self.first_key(windows, plan, marked, seed)
        learned: list[LearnedBlock] = []
        modules: list[FlimBlock] = []
        for level, block in enumerate(self.architecture.blocks):
            self.report("estimating kernels", level)
            key = cache_key(key, block.model_dump(mode="json"))
            estimate = partial(self.estimate, windows, places[level], plan, marked, level, seed)
            if level < len(first_blocks):
                kernels = FrozenKernels.of(first_blocks[level], _channels(learned, windows))
                key = cache_key(key, "frozen", digest_of([kernels.weights, kernels.bias]))
                estimate = partial(
                    self.adopt, windows, places[level], plan, marked, level, kernels
                )
            bank, scaling, separation = self.steps.run(
                key,
                estimate,
                lambda estimated: estimated[0].nbytes + estimated[2].nbytes,
            )
            own_edits = [edit for edit in edits if edit.block == level + 1]
            key = cache_key(key, *(edit.model_dump(mode="json") for edit in own_edits))
            learned_block = self.describe_block(
                bank, scaling, separation, places[level], marked, own_edits
            )
            if not learned_block.kept:
                raise LearnError(
                    f"block {level + 1}: every kernel is deleted; restore at least one"
                )
            module = build_block(learned_block, block, windows.shape[1]).to(self.device)
            learned.append(learned_block)
            modules.append(module)
            if level + 1 < len(self.architecture.blocks):
                self.report("computing activations", level)
                run = partial(run_block, windows, module, plan, level)
                windows = self.steps.run(key, run, lambda made: int(made.nbytes))
        self.report("done", len(modules))
        return self.assemble(learned, modules, edits)

    def first_key(self, windows: Tensor, plan: WindowPlan, marked: MarkedPixels, seed: int) -> str:
        """Return the cache key of all inputs that every block depends on."""
        axes = [
            getattr(axis, part.name) for axis in (plan.rows, plan.cols) for part in fields(axis)
        ]
        layout = [np.asarray(part) for parts in (*axes, plan.of_place) for part in parts]
        drawn = [getattr(marked, part.name) for part in fields(marked)]
        architecture = self.architecture
        return cache_key(
            digest_of([windows, *layout, *drawn]),
            [image.id for image in self.images],
            str(self.device),
            architecture.estimator,
            architecture.stdev_factor,
            architecture.selection,
            architecture.restarts,
            [share.model_dump(mode="json") for share in architecture.class_shares],
            seed,
        )

    def estimate(
        self,
        windows: Tensor,
        places: ProjectedMarkers,
        plan: WindowPlan,
        marked: MarkedPixels,
        level: int,
        seed: int,
    ) -> tuple[KernelBank, Normalisation, Separation]:
        """Estimate the kernels of a block, before any edit."""
        block = self.architecture.blocks[level]
        bank, scaling, separation = estimate_kernels(
            gather_patches(windows, places, plan, level, block, self.buffer),
            windows.shape[1],
            places,
            marked,
            self.architecture,
            level,
            seed=seed,
            on_step=partial(self.report, "estimating kernels", level),
        )
        if not len(bank):
            raise LearnError(_nothing_learned(level + 1))
        return bank, scaling, separation

    def adopt(
        self,
        windows: Tensor,
        places: ProjectedMarkers,
        plan: WindowPlan,
        marked: MarkedPixels,
        level: int,
        kernels: FrozenKernels,
    ) -> tuple[KernelBank, Normalisation, Separation]:
        """Take the kernels of another encoder, before any edit."""
        block = self.architecture.blocks[level]
        patches = gather_patches(windows, places, plan, level, block, self.buffer)
        on_device = FrozenKernels(kernels.weights.to(self.device), kernels.bias.to(self.device))
        return adopt_kernels(on_device, patches, places, marked, block.activation)

    def plan(
        self, marked: MarkedPixels, blocks: Sequence[Block]
    ) -> tuple[list[ProjectedMarkers], WindowPlan]:
        """Project marked pixels to the input of each block, and plan the windows around them."""
        places = project_markers(marked, self.heights, self.widths, blocks)
        return places, plan_windows(places, self.heights, self.widths, blocks)

    def open_windows(self, plan: WindowPlan) -> Tensor:
        """Cut the windows and convert their colours."""
        self.report("cutting windows", 0)
        cut = cut_windows(self.images, plan)
        finite = cut.isfinite().flatten(start_dim=1).all(dim=1).numpy()
        if not finite.all():
            image = self.images[plan.image[~finite][0]]
            raise LearnError(
                f"image {image.id} has NaN or infinite values near its markers; replace them"
            )
        colour = ColourConversion(self.architecture.colour_space)
        n_windows = np.bincount(plan.image).tolist()  # by image, as they are ordered
        of_images = torch.split(cut, n_windows)
        windows = torch.cat([self.in_colours(colour, part) for part in of_images])
        standardisation = InputStandardisation(self.architecture.standardise)
        if standardisation.kind != "none":
            of_image = [self.statistics(image, colour, standardisation) for image in self.images]
            image = torch.from_numpy(plan.image)
            mean, deviation = (
                None if parts[0] is None else torch.cat(parts)[image]
                for parts in zip(*of_image, strict=True)
            )
            windows = standardisation(windows, (mean, deviation))
        return blank_outside(windows, plan, level=0)

    def in_colours(self, colour: ColourConversion, pixels: Tensor) -> Tensor:
        """Convert pixels (N, C, h, w) of one image to the encoder's colours."""
        return self.steps.run(
            cache_key(
                digest_of([pixels.permute(0, 2, 3, 1)]),
                "colours",
                colour.colour_space,
                str(self.device),
            ),
            partial(_convert, colour, pixels.to(self.device)),
            lambda converted: int(converted.nbytes),
        )

    def statistics(
        self, image: TrainingImage, colour: ColourConversion, standardisation: InputStandardisation
    ) -> Statistics:
        """Measure an image in the encoder's colours."""
        pixels = image.lattice()
        maps = torch.from_numpy(pixels).permute(2, 0, 1)[None]
        return self.steps.run(
            cache_key(
                digest_of([pixels]), standardisation.kind, colour.colour_space, str(self.device)
            ),
            lambda: standardisation.measure(self.in_colours(colour, maps)),
            lambda measured: 2 * int(measured[0].nbytes),
        )

    def feature_points(self, marked: MarkedPixels) -> MarkedPixels:
        """Cluster once, on the input, and keep each cluster's medoid pixel (FLIM-BoFP)."""
        first = self.architecture.blocks[0]
        places, plan = self.plan(marked, [first])
        windows = self.open_windows(plan)
        patches = gather_patches(windows, places[0], plan, 0, first, self.buffer)
        epsilon = self.architecture.stdev_factor
        scaling = normalise_markers(patches, windows.shape[1], places[0], marked, first, epsilon)
        points = cluster_markers(
            scaling.apply_(patches), places[0], marked, first,
            on_step=partial(self.report, "finding feature points", 0),
        )  # fmt: skip
        if not len(points):
            raise LearnError(_nothing_learned(1))
        return marked.at_points(points.nearest, points.marker_index, points.number)

    def describe_block(
        self,
        bank: KernelBank,
        scaling: Normalisation,
        separation: Separation,
        places: ProjectedMarkers,
        marked: MarkedPixels,
        edits: Sequence[KernelEdit],
    ) -> LearnedBlock:
        """Apply the edits and record the provenance of each kernel."""
        image_ids = [image.id for image in self.images]
        identities, sources = bank.identities(marked, image_ids), bank.sources(marked, image_ids)
        edited = match_edits(edits, identities, bank.weights)
        source = places.source[bank.nearest]
        marker_index = places.marker_index[bank.nearest]
        separations = [
            separation.of(row, inverted=bool(inverted))
            for row, inverted in enumerate(edited.inverted)
        ]
        kernels = [
            LearnedKernel(
                identity=identities[row],
                class_id=None if bank.class_id[row] < 0 else int(bank.class_id[row]),
                image=self.images[marked.marker_image[marker_index[row]]].id,
                marker=int(marked.marker_id[marker_index[row]]),
                row=int(marked.row[source[row]]),
                col=int(marked.col[source[row]]),
                size=int(bank.size[row]),
                deleted=bool(edited.deleted[row]),
                inverted=bool(edited.inverted[row]),
                auc=auc,
                fisher=fisher,
                sources=sources[row],
            )
            for row, (auc, fisher) in enumerate(separations)
        ]
        return LearnedBlock(
            tuple(kernels),
            bank.weights.cpu(),
            scaling.cpu(),
            edited.unmatched,
            edited.changed,
            None if bank.bias is None else bank.bias.cpu(),
        )

    def assemble(
        self,
        learned: Sequence[LearnedBlock],
        modules: Sequence[FlimBlock],
        edits: Sequence[KernelEdit],
    ) -> LearnedEncoder:
        """Join learned blocks to an encoder; its architecture says nothing of their origin."""
        architecture = self.architecture.with_(start=None)
        with torch.device("meta"):  # skips random initialisation
            encoder = Encoder(
                self.images[0].pixels.shape[2],
                [len(block.kept) for block in learned],
                architecture.model_dump(mode="json"),
            )
        # Autograd refuses tensors made in inference mode, so copy outside it.
        with torch.inference_mode(mode=False):
            for block, module in zip(encoder.blocks(), modules, strict=True):
                state = {
                    # Contiguous, as when loaded from a file.
                    name: tensor.cpu().clone(memory_format=torch.contiguous_format)
                    for name, tensor in module.state_dict().items()
                }
                block.load_state_dict(state, assign=True)
        encoder.eval().requires_grad_(False)
        digest = fingerprint(architecture, encoder.state_dict())
        unmatched = [edit for block in learned for edit in block.unmatched_edits]
        unmatched += [edit for edit in edits if edit.block > len(learned)]
        return LearnedEncoder(architecture, encoder, tuple(learned), digest, tuple(unmatched))


def _channels(learned: Sequence[LearnedBlock], windows: Tensor) -> list[int]:
    """Return the channels of the next frozen block's input, as the other encoder numbers them."""
    if not learned:
        return list(range(windows.shape[1]))
    return [row for row, kernel in enumerate(learned[-1].kernels) if not kernel.deleted]


def _convert(colour: ColourConversion, pixels: Tensor) -> Tensor:
    # In double: the last bit of a power in single precision depends on the number of threads.
    converted: Tensor = colour(pixels.double())
    return converted.float()


def _nothing_learned(number: int) -> str:
    return (
        f"block {number}: all patches under the markers are alike, so there is nothing to learn; "
        "draw markers on parts that differ, or use a larger kernel"
    )
