"""Write the saliency, masks and activation maps of images."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import InputError, SaveError, counted
from flimbuilder.exchange.mimg import dump_mimg
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.regions import regions_of
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import to_mask_levels, to_uint16, write_png
from flimbuilder.model.inference import Inference, InferredImage, Note, no_note
from flimbuilder.model.large import LargePrediction, predict_large
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD, map_ahead
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import foreign_parts
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import StrPath, write_atomically
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.selection import Selection
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
    ImageSource,
    OpenImages,
    notes_on,
)

__all__ = ["Predicted", "Predictions", "predict_files"]

UNREFINED = (
    "is predicted in tiles, so the boundaries of its mask are not refined; use --delineation none "
    "to treat all images alike"
)


@dataclass(frozen=True)
class Predicted:
    """The files written for one image.

    Attributes
    ----------
    image : Path
    selection : Selection or None
        The image in the file.
    saliency : tuple of Path
        One file per object class.
    mask : Path or None
    activations : tuple of Path
        One file per block.
    notes : tuple of str
        Changes to the image's pixels that a user should know of.
    """

    image: Path
    selection: Selection | None
    saliency: tuple[Path, ...]
    mask: Path | None
    activations: tuple[Path, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The image's name and the place in the file, for people."""
        return ImageSource(self.image, self.selection).name

    @property
    def files(self) -> list[Path]:
        """All files written."""
        mask = () if self.mask is None else (self.mask,)
        return [*self.saliency, *self.activations, *mask]


class Predictions(list[Predicted]):
    """The predicted images in order, and the files that were left out.

    Attributes
    ----------
    failed : list of FailedFile
    """

    def __init__(
        self, images: Iterable[Predicted] = (), failed: Iterable[FailedFile] = ()
    ) -> None:
        super().__init__(images)
        self.failed = list(failed)


@dataclass(frozen=True, eq=False)
class _LoadedImage:
    """An image in memory: pixels (H, W, C) in [0, 1]."""

    source: ImageSource
    pixels: NDArray[np.float32]
    notes: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The path and place that begin messages."""
        return Path(self.source.description)


@dataclass(frozen=True)
class _LargeImage:
    """An image to predict in tiles."""

    source: ImageSource


@dataclass(frozen=True)
class _PredictionJob:
    """The settings of one call, and the steps of an image."""

    model: Model
    out: Path
    decoder_choice: DecoderChoice
    delineation: Delineation
    mask: bool
    activations: bool
    memory: int
    maps: str
    files: OpenImages
    failures: Failures

    def planned(self, source: ImageSource, notes: tuple[str, ...] = ()) -> Predicted:
        """Name the files of an image."""
        document, stem = self.model.document, source.stem
        classes = document.object_classes
        endings = [f"_class{class_id}" for class_id in classes] if len(classes) > 1 else [""]
        blocks = document.blocks if self.activations else ()
        return Predicted(
            source.path,
            source.selection,
            saliency=tuple(self.out / f"{stem}{ending}.png" for ending in endings),
            mask=self.out / f"{stem}_mask.png" if self.mask else None,
            activations=tuple(
                self.out / f"{stem}_block{number}.{self.maps}"
                for number in range(1, len(blocks) + 1)
            ),
            notes=notes,
        )

    def read(self, source: ImageSource) -> _LoadedImage | _LargeImage | FailedFile:
        try:
            return self._read(source)
        except InputError as error:
            if self.failures.strict:
                raise
            return FailedFile.of(source.path, error)

    def _read(self, source: ImageSource) -> _LoadedImage | _LargeImage:
        document = self.model.document
        with self.files.open(source.path) as image:
            regions = regions_of(image, source.selection)
            shape, name = regions.shape, source.description
            require_encodable(self.model.encoder, document.architecture, shape, name)
            need = bytes_to_predict(document, shape, self.decoder_choice)
            # The inputs and borders of other programs depend on the whole image.
            if need > self.memory and not foreign_parts(document.architecture):
                if regions.by_parts:  # else the decoded image would stay in memory
                    self.files.expect([source.path])
                return _LargeImage(source)
            height, width, _ = shape
            read = regions.read(slice(0, height), slice(0, width))
            pixels = scale_image(read, name=name)
            return _LoadedImage(source, pixels, notes_on(regions, document.input.stored))

    def predict_large(self, source: ImageSource, on_progress: Progress) -> Predicted:
        if self.activations:
            raise InputError(
                f"{source.description}: activation maps can't be written for an image that is "
                "predicted in tiles; crop it, leave out --activations, or raise --memory"
            )
        with self.files.open(source.path) as image:
            regions = regions_of(image, source.selection)
            notes = notes_on(regions, self.model.document.input.stored)
            whole = self.delineation.for_decoder(self.decoder_choice)
            settings = self.delineation.for_decoder(self.decoder_choice, in_tiles=True)
            if self.mask and settings.method != whole.method:
                notes += (UNREFINED,)
            written = self.planned(source, notes)
            saliency, mask = written.saliency, written.mask
            tile_bytes = min(self.memory, WHOLE_BYTES) // TILES_PER_WHOLE
            request = LargePrediction(
                self.model, self.decoder_choice, settings, saliency, mask, tile_bytes
            )
            predict_large(request, regions, source.description, on_progress)
        return written

    def write(self, decoded: InferredImage[_LoadedImage]) -> Predicted:
        image, saliency = decoded.image, decoded.saliency[self.decoder_choice]
        written = self.planned(image.source, image.notes)
        for path, plane in zip(written.saliency, saliency, strict=True):
            write_png(path, to_uint16(plane))
        if written.mask is not None:
            classes = self.model.document.object_classes
            settings = self.delineation.for_decoder(self.decoder_choice)
            labels = delineate_classes(saliency, classes, settings, image.pixels)
            write_png(written.mask, to_mask_levels(labels, len(classes)))
        for path, maps in zip(written.activations, decoded.maps, strict=True):
            write_atomically(path, MAP_FORMATS[self.maps](maps))
        return written


def predict_files(
    model: Model,
    sources: Sequence[StrPath],
    out: StrPath,
    *,
    decoder_choice: DecoderChoice | None = None,
    selector: ImageSelector = EVERYTHING,
    delineation: Delineation | None = None,
    mask: bool = False,
    activations: bool = False,
    batch: int | None = None,
    memory: int = WHOLE_BYTES,
    maps: str = "npy",
    strict: bool = False,
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> Predictions:
    """Write the saliency of images; leave out and list files that can't be used.

    Threads read images ahead and write results behind while others are encoded. Memory holds the
    images that are encoded at once, as many (at least two) that were read, and two results that
    are being written; only one with activation maps, which are large.

    Parameters
    ----------
    model : Model
    sources : sequence of str or path-like
        Images, or folders of them; an image that is named twice counts once.
    out : str or path-like
        Folder of the results, created if missing. ``STEM.png`` is 16-bit saliency (with several
        object classes ``STEM_classN.png``), ``STEM_mask.png`` the 8-bit mask: 0 background, 255
        object; with several object classes the class. STEM is the stem of the file; for an image
        of a stack it ends in the place: ``scan_z0010.png``.
    decoder_choice : DecoderChoice or None, default=None
        None uses the model's own.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks and which channels to read, and how to scale them. What it leaves
        open follows the images that the model was learned from.
    delineation : Delineation or None, default=None
        None uses the model's own.
    mask, activations : bool, default=False
        Also write the mask; the float32 maps of every block, in the format `maps`.
    batch : int or None, default=None
        Images to encode at once; see :class:`Inference`.
    memory : int, default=2 * 10**9
        Bytes that an image may take, by an estimate, to be predicted whole. A larger image is
        predicted in tiles within about that memory; its saliency is the same but for rounding.
    maps : {"npy", "mimg"}, default="npy"
        Format of the maps: ``STEM_blockN.npy`` of shape (kernels, H, W), or
        ``STEM_blockN.mimg``, libift's multi-band image.
    strict : bool, default=False
        Stop at the first image that can't be used, instead of leaving it out.
    on_progress : callable, default does nothing
        Called for every image, and for tiles and rows of large images; raises to cancel.
    on_note : callable, default does nothing
        Called if memory is short, with what was done about it.

    Returns
    -------
    Predictions
        A list with one `Predicted` per image; its attribute `failed` lists the files that were
        left out, each with `path` and `message`.

    Raises
    ------
    InputError
        If a result would overwrite an image or another result, `maps` is unknown or has no
        effect, or no image can be used; with `strict`, if an image can't be used. Results of
        images before it stay.
    SaveError
        If a result can't be written.
    """
    if maps not in MAP_FORMATS:
        raise InputError(f"activation maps as {maps!r}: choose from {', '.join(MAP_FORMATS)}")
    if maps != "npy" and not activations:
        raise InputError(f"activation maps as {maps!r}: request activation maps, or leave it out")
    out, failures = Path(out), Failures(strict)
    resolved = model.resolve(decoder_choice)
    with OpenImages() as files:
        job = _PredictionJob(
            model,
            out,
            decoder_choice=resolved,
            delineation=delineation or model.document.delineation,
            mask=mask,
            activations=activations,
            memory=memory,
            maps=maps,
            files=files,
            failures=failures,
        )
        chosen = selector.or_else(model.document.input.selection)
        images = files.list_images(sources, chosen, failures)
        require_usable(images, failures.failed)
        planned = {image: job.planned(image).files for image in images}
        _require_distinct(planned)
        require_none_overwritten(chain(*planned.values()), [image.path for image in images])
        make_folder(out)
        predicted = _predict(job, images, batch, on_progress, on_note)
        require_usable(predicted, failures.failed)
        return Predictions(predicted, failures.failed)


def _predict(
    job: _PredictionJob,
    sources: Sequence[ImageSource],
    batch: int | None,
    on_progress: Progress,
    on_note: Note,
) -> list[Predicted]:
    """Read, encode, decode and write, each step on other images than the next."""
    inference: Inference[_LoadedImage] = Inference(
        job.model, [job.decoder_choice], maps=job.activations, batch=batch, on_note=on_note
    )
    failures, n_images = job.failures, len(sources)
    predicted: list[Predicted] = []
    done = 0

    def report(n_images_done: int) -> None:
        nonlocal done
        done += n_images_done
        on_progress("predicting", done, n_images)

    def small_images(
        images: Iterable[_LoadedImage | _LargeImage | FailedFile],
    ) -> Iterator[_LoadedImage]:
        for image in images:
            if isinstance(image, _LoadedImage):
                yield image
                continue
            if isinstance(image, FailedFile):
                failures.add(image)
            else:
                with failures.trying(image.source.path):
                    predicted.append(job.predict_large(image.source, on_progress))
            report(1)

    report(0)
    with (
        _counting_predicted(predicted, n_images),
        closing(map_ahead(job.read, sources, ahead=max(AHEAD, inference.batch))) as images,
        closing(
            map_ahead(
                job.write,
                inference.run(small_images(images)),
                ahead=1 if job.activations else AHEAD,
                eager=True,
            )
        ) as written,
    ):
        for result in written:
            predicted.append(result)
            report(1)
    order = {(source.path, source.selection): number for number, source in enumerate(sources)}
    return sorted(predicted, key=lambda result: order[result.image, result.selection])


@contextmanager
def _counting_predicted(predicted: Sequence[Predicted], n_images: int) -> Iterator[None]:
    """Append to an error how many images were predicted before it."""
    try:
        yield
    except (InputError, SaveError) as error:
        if not predicted:
            raise
        before = f"{len(predicted)} of {counted(n_images, 'image')} were predicted before it"
        raise type(error)(f"{error} ({before})") from None


def _require_distinct(planned: Mapping[ImageSource, Sequence[Path]]) -> None:
    """Raise InputError if results of two images would have the same name."""
    image_of: dict[Path, ImageSource] = {}
    for image, results in planned.items():
        for result in results:
            other = image_of.setdefault(result, image)
            if other != image:
                raise InputError(
                    f"{image.description}: gives a result of the same name as {other.description} "
                    f"({result.name}); predict them into different folders"
                )


def _npy(maps: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, maps, allow_pickle=False)
    return buffer.getvalue()


MAP_FORMATS: dict[str, Callable[[NDArray[np.float32]], bytes]] = {
    "npy": _npy,
    "mimg": lambda maps: dump_mimg(maps.transpose(1, 2, 0)),
}
