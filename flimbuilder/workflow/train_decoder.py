"""Train decoders on the masks and the markers of the training images."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import tee

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError, LearnError
from flimbuilder.flim.device import one_thread
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.marker_training import EncodedParts, encoded_parts, learn_marker_decoder
from flimbuilder.flim.pointwise_training import train_pointwise
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.flim.training_scale import TrainingScale
from flimbuilder.imaging.truth import judged_pixels, objects_of
from flimbuilder.model.decoding import check_decoder
from flimbuilder.model.document import TrainingLevels
from flimbuilder.model.pixels import ProjectFiles, masked_images, whole_pixels
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoders import DECODERS, MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice, name_block
from flimbuilder.project.project import ImageEntry, Project

__all__ = [
    "MarkerResults",
    "marker_decoder",
    "marker_results",
    "require_masks",
    "train_on_masks",
    "training_levels",
    "training_scale",
]


def require_masks(project: Project, files: ProjectFiles) -> None:
    """Raise if the decoder must be trained and no training image has a mask.

    Raises
    ------
    LearnError
    """
    if project.decoder.weights_source == "trained" and not masked_images(project):
        raise LearnError(
            f"{files.folder}: decoder {project.decoder.id!r} is trained on masks, and no "
            "image with the role 'train' has one; add some with 'flimbuilder import PROJECT "
            "--images DIR --labels DIR', or choose another decoder"
        )


def train_on_masks(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage] = (),
    on_progress: Progress = no_progress,
    maxima: Sequence[float] | None = None,
) -> DecoderChoice:
    """Train the decoder of a project on the masks of its images.

    All training images with a mask are used, with or without markers.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
    learned : LearnedEncoder
    images : sequence of TrainingImage, default=()
        Images that have been read already.
    on_progress : callable, default does nothing
    maxima : sequence of float or None, default=None
        Of the maps of the decoder's block over the training images, for the scale ``training``.

    Raises
    ------
    LearnError
        If no training image has a mask.
    ImageError
        If a mask is missing or does not fit its image.
    """
    require_masks(project, files)
    entries, classes = masked_images(project), project.object_classes
    block = project.decoder.block or len(learned.blocks)
    known = {image.id: image.pixels for image in images}

    def pixels_of(entry: ImageEntry) -> NDArray[np.float32]:
        return whole_pixels(known[entry.id]) if entry.id in known else files.pixels(entry)

    def maps() -> Iterator[Tensor]:
        for count, entry in enumerate(entries):
            on_progress("training the decoder", count, len(entries))
            pixels, architecture = pixels_of(entry)[None], learned.architecture
            with one_thread():
                encoded = encode_images(
                    learned.encoder, architecture, pixels, block, name=entry.id
                )
            yield encoded[-1][0]

    masks, same_masks = tee(files.truth(entry, classes) for entry in entries)
    truths = (torch.from_numpy(objects_of(mask, classes)) for mask in masks)
    judged = (
        None if (pixels := judged_pixels(mask)) is None else torch.from_numpy(pixels)
        for mask in same_masks
    )
    weights, bias = train_pointwise(maps(), truths, judged, maxima=maxima)
    on_progress("training the decoder", len(entries), len(entries))
    return project.decoder.with_(weights=weights, bias=bias)


def marker_decoder(
    project: Project,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    on_progress: Progress = no_progress,
    encoded: EncodedParts | None = None,
) -> DecoderChoice:
    """Learn the decoder ``ml`` of a project from its markers.

    It decodes the blocks that the project names for it; otherwise all blocks.

    Parameters
    ----------
    project : Project
    learned : LearnedEncoder
    images : sequence of TrainingImage
        The marked images.
    on_progress : callable, default does nothing
    encoded : EncodedParts or None, default=None
        The images, if they are encoded already.

    Raises
    ------
    LearnError
        If the markers do not suffice.
    InputError
        If the project names a block for it that the architecture lacks.
    """
    wanted = DecoderChoice(id=MARKER_DECODER)
    if project.decoder.id == MARKER_DECODER:
        check_decoder(project)  # its blocks exist
        wanted = project.decoder.with_(weights=(), bias=())
    named = name_block(wanted, len(learned.blocks))
    try:
        learned_weights = learn_marker_decoder(
            learned.encoder,
            learned.architecture,
            images,
            [block.classes for block in learned.blocks],
            project.object_classes,
            named.blocks,
            encoded=encoded,
            on_progress=on_progress,
        )
    except LearnError as error:
        raise LearnError(f"decoder {MARKER_DECODER!r} was not learned: {error}") from None
    return named.with_(weights=learned_weights.weights, bias=learned_weights.bias)


def training_scale(
    project: Project,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    memory: StepResults | None = None,
) -> TrainingScale:
    """Return the scale of the marked training images, which are measured at first use."""
    blocks = range(1, len(learned.blocks) + 1)
    encoded = encoded_parts(learned.encoder, learned.architecture, images, blocks, memory=memory)
    classes = [block.classes for block in learned.blocks]
    return TrainingScale(encoded, classes, project.object_classes)


def training_levels(scale: TrainingScale) -> TrainingLevels:
    """Measure the levels of every decoder without weights on every block."""
    blocks = scale.encoded.encoded
    return TrainingLevels(
        maxima=tuple(scale.maxima[block] for block in blocks),
        levels={
            info.id: tuple(_levels(scale, info.id, block) for block in blocks)
            for info in DECODERS.values()
            if not info.needs_weights
        },
    )


def _levels(scale: TrainingScale, decoder: str, block: int) -> tuple[float, ...]:
    """Return the level of each object class; () if the block can't serve the decoder."""
    try:
        return scale.levels(decoder, block)
    except InputError:
        return ()


@dataclass(frozen=True)
class MarkerResults:
    """What the markers give besides the encoder.

    Attributes
    ----------
    scale : TrainingScale
        Measures the levels of given weights.
    decoder : DecoderChoice or None, default=None
        The decoder ``ml``; None if it is not learned.
    fault : str or None, default=None
        Why the decoder ``ml`` can't be learned.
    levels : TrainingLevels or None, default=None
        Of every decoder without weights; None if they are not measured.
    """

    scale: TrainingScale
    decoder: DecoderChoice | None = None
    fault: str | None = None
    levels: TrainingLevels | None = None

    def with_decoder(
        self,
        project: Project,
        learned: LearnedEncoder,
        images: Sequence[TrainingImage],
        on_progress: Progress = no_progress,
    ) -> "MarkerResults":
        """Learn the decoder ``ml``, or record why it can't be learned.

        Parameters
        ----------
        project, learned, images, on_progress
            As in :func:`marker_decoder`.
        """
        try:
            decoder = marker_decoder(project, learned, images, on_progress, self.scale.encoded)
        except (InputError, LearnError) as error:
            return replace(self, fault=str(error))
        return replace(self, decoder=decoder)

    def with_levels(self) -> "MarkerResults":
        """Measure the levels."""
        return replace(self, levels=training_levels(self.scale))

    def complete(self, decoder_choice: DecoderChoice) -> DecoderChoice:
        """Return a choice of blocks and the scale ``training`` with the numbers of the scale.

        Raises
        ------
        InputError
            If a block cannot serve the decoder.
        """
        known = None if self.levels is None else self.levels.complete(decoder_choice)
        return known or self.scale.complete(decoder_choice)


def marker_results(
    project: Project,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    decoder: DecoderChoice | None = None,
    memory: StepResults | None = None,
) -> MarkerResults:
    """Learn the decoder ``ml``, unless it is given, and measure the levels; keep no images.

    Parameters
    ----------
    project, learned, images
        As in :func:`marker_decoder`.
    decoder : DecoderChoice or None, default=None
    memory : StepResults or None, default=None
        As in :func:`flimbuilder.workflow.build.build`.
    """
    results = MarkerResults(training_scale(project, learned, images, memory), decoder)
    if decoder is None:
        results = results.with_decoder(project, learned, images)
    results = results.with_levels()
    return replace(results, scale=results.scale.without_images())
