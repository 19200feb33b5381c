"""From a model and images to saliency, masks and activation maps on disk."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import InputError, SaveError, counted
from flimbuilder.exchange.mimg import dump_mimg
from flimbuilder.imaging.regions import open_regions
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import to_mask_levels, to_uint16, write_png
from flimbuilder.model.inference import Inference, InferredImage, Note, no_note
from flimbuilder.model.large import LargePrediction, predict_large
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD, map_ahead
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import foreign_parts
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.project.selection import Selection
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector, ImageSource, list_images

__all__ = ["Predicted", "predict_files"]


@dataclass(frozen=True)
class Predicted:
    """What was written for one image.

    Attributes
    ----------
    image : Path
    selection : Selection or None
        Which image of the file it is.
    saliency : tuple of Path
        One for each object class.
    mask : Path or None
    activations : tuple of Path
        One for each block.
    notes : tuple of str
        What was done to the image's pixels that a user should know.
    """

    image: Path
    selection: Selection | None
    saliency: tuple[Path, ...]
    mask: Path | None
    activations: tuple[Path, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The image's name, and the place in the file, for people."""
        return ImageSource(self.image, self.selection).name


@dataclass(frozen=True, eq=False)
class _ReadImage:
    """An image that was read: pixels (H, W, C) in [0, 1]."""

    source: ImageSource
    pixels: NDArray[np.float32]
    notes: tuple[str, ...]

    @property
    def path(self) -> Path:
        """What messages call it."""
        return Path(self.source.told)


@dataclass(frozen=True)
class _Large:
    """An image to be predicted in tiles."""

    source: ImageSource


@dataclass(frozen=True)
class _Prediction:
    """What is made of every image."""

    model: Model
    out: Path
    decoder_choice: DecoderChoice
    delineation: Delineation
    mask: bool
    activations: bool
    memory: int
    maps: str

    def saliency_paths(self, image: ImageSource) -> tuple[Path, ...]:
        classes = self.model.document.object_classes
        if len(classes) == 1:
            return (self.out / f"{image.stem}.png",)
        return tuple(self.out / f"{image.stem}_class{one}.png" for one in classes)

    def mask_path(self, image: ImageSource) -> Path | None:
        return self.out / f"{image.stem}_mask.png" if self.mask else None

    def map_paths(self, image: ImageSource) -> tuple[Path, ...]:
        blocks = self.model.document.blocks if self.activations else ()
        return tuple(
            self.out / f"{image.stem}_block{number}.{self.maps}"
            for number in range(1, len(blocks) + 1)
        )

    def results(self, image: ImageSource) -> list[Path]:
        mask = self.mask_path(image)
        return [*self.saliency_paths(image), *self.map_paths(image), *([mask] if mask else [])]

    def read(self, source: ImageSource) -> _ReadImage | _Large:
        document = self.model.document
        with open_regions(source.path, source.selection) as regions:
            need = bytes_to_predict(document, regions.shape, self.decoder_choice)
            # Inputs and borders of other programs look at the whole image.
            if need > self.memory and not foreign_parts(document.architecture):
                return _Large(source)
            height, width, _ = regions.shape
            read = regions.read(slice(0, height), slice(0, width))
            return _ReadImage(source, scale_image(read, name=source.told), regions.notes)

    def predict_large(self, source: ImageSource, on_progress: Progress) -> Predicted:
        if self.activations:
            raise InputError(
                f"{source.told}: activation maps are not written of an image that is predicted in "
                "tiles; crop it, leave out --activations, or raise --memory"
            )
        with open_regions(source.path, source.selection) as regions:
            written = self.predicted(source, regions.notes)
            saliency, mask = written.saliency, written.mask
            tile_bytes = min(self.memory, WHOLE_BYTES) // TILES_PER_WHOLE
            wanted = LargePrediction(
                self.model, self.decoder_choice, self.delineation, saliency, mask, tile_bytes
            )
            predict_large(wanted, regions, source.told, on_progress)
        return written

    def predicted(self, source: ImageSource, notes: tuple[str, ...]) -> Predicted:
        saliency, mask = self.saliency_paths(source), self.mask_path(source)
        return Predicted(
            source.path, source.selection, saliency, mask, self.map_paths(source), notes
        )

    def write(self, decoded: InferredImage[_ReadImage]) -> Predicted:
        image, saliency = decoded.image, decoded.saliency[self.decoder_choice]
        written = self.predicted(image.source, image.notes)
        for path, one in zip(written.saliency, saliency, strict=True):
            write_png(path, to_uint16(one))
        if written.mask is not None:
            write_png(written.mask, self.labels(saliency, image.pixels))
        for path, maps in zip(written.activations, decoded.maps, strict=True):
            write_atomically(path, MAP_FORMATS[self.maps](maps))
        return written

    def labels(
        self, saliency: NDArray[np.float32], pixels: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        classes = self.model.document.object_classes
        labels = delineate_classes(saliency, classes, self.delineation, pixels)
        return to_mask_levels(labels, len(classes))


def predict_files(
    model: Model,
    sources: Sequence[Path],
    out: Path,
    *,
    decoder_choice: DecoderChoice | None = None,
    selector: ImageSelector = EVERYTHING,
    delineation: Delineation | None = None,
    mask: bool = False,
    activations: bool = False,
    batch: int | None = None,
    memory: int = WHOLE_BYTES,
    maps: str = "npy",
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> list[Predicted]:
    """Write the saliency of images.

    Images are read ahead and results written behind, on threads, while others are encoded. In
    memory are at most the images that are encoded at once, two or as many that were read, and two
    results that are being written; one, with activation maps, which are large.

    Parameters
    ----------
    model : Model
    sources : sequence of Path
        Images, or folders of them; one that is named twice counts once.
    out : Path
        Folder; made where it is missing. ``STEM.png`` is 16-bit saliency (with several object
        classes ``STEM_classN.png``), ``STEM_mask.png`` the 8-bit mask: 0 background, 255 object;
        with several object classes the class. STEM is that of the file, and of a stack ends in
        the place: ``scan_z0010.png``.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks, which channels, and how they are scaled; what it leaves open is as
        in the images that the model was learned from.
    delineation : Delineation or None, default=None
        None is the model's own.
    mask, activations : bool, default=False
        Also write the mask; every block's maps, float32, as `maps` says.
    batch : int or None, default=None
        Images that are encoded at once; as :class:`Inference`.
    memory : int, default=2 * 10**9
        Bytes that an image may take to be predicted whole, by an estimate. A larger one is
        predicted in tiles, within about that much memory: the same saliency but for rounding.
    maps : {"npy", "mimg"}, default="npy"
        What the maps are written as: ``STEM_blockN.npy`` of shape (kernels, H, W), or
        ``STEM_blockN.mimg``, libift's multi-band image.
    on_progress : callable, default does nothing
        Told of every image that is written, and of the tiles and rows of one that is predicted
        in tiles; stops the work by raising.
    on_note : callable, default does nothing
        Told where memory did not suffice, and what was done about it.

    Returns
    -------
    list of Predicted
        One an image.

    Raises
    ------
    InputError
        Where a result would overwrite an image, or another result; for an unknown `maps`; or
        where an image cannot be used: what was written of those before it stays.
    SaveError
        Where a result cannot be written.
    """
    if maps not in MAP_FORMATS:
        raise InputError(f"activation maps as {maps!r}: choose from {', '.join(MAP_FORMATS)}")
    settings = delineation or model.document.delineation
    job = _Prediction(
        model, out, model.resolve(decoder_choice), settings, mask, activations, memory, maps
    )
    images = list_images(sources, selector.or_else(model.document.input.selection))
    _require_distinct(job, images)
    results = [one for image in images for one in job.results(image)]
    require_none_overwritten(results, [image.path for image in images])
    make_folder(out)
    return _predict(job, images, batch, on_progress, on_note)


def _predict(
    job: _Prediction,
    sources: Sequence[ImageSource],
    batch: int | None,
    on_progress: Progress,
    on_note: Note,
) -> list[Predicted]:
    """Read, encode, decode and write, each step of other images than the next."""
    inference: Inference[_ReadImage] = Inference(
        job.model, [job.decoder_choice], maps=job.activations, batch=batch, on_note=on_note
    )
    predicted: dict[ImageSource, Predicted] = {}

    def tell() -> None:
        on_progress("predicting", len(predicted), len(sources))

    def those_not_large(images: Iterable[_ReadImage | _Large]) -> Iterator[_ReadImage]:
        for image in images:
            if isinstance(image, _ReadImage):
                yield image
                continue
            predicted[image.source] = job.predict_large(image.source, on_progress)
            tell()

    tell()
    with (
        _telling_what_is_there(predicted, len(sources)),
        closing(map_ahead(job.read, sources, ahead=max(AHEAD, inference.batch))) as images,
        closing(
            map_ahead(
                job.write,
                inference.run(those_not_large(images)),
                ahead=1 if job.activations else AHEAD,
                eager=True,
            )
        ) as written,
    ):
        for one in written:
            predicted[ImageSource(one.image, one.selection)] = one
            tell()
    return [predicted[source] for source in sources]


@contextmanager
def _telling_what_is_there(predicted: Sized, n_images: int) -> Iterator[None]:
    """Say with an error how many images were predicted before it."""
    try:
        yield
    except (InputError, SaveError) as error:
        if not predicted:
            raise
        before = f"{len(predicted)} of {counted(n_images, 'image')} were predicted before it"
        raise type(error)(f"{error} ({before})") from None


def _require_distinct(job: _Prediction, images: Sequence[ImageSource]) -> None:
    """Refuse two images of which results would have one name."""
    image_of: dict[Path, ImageSource] = {}
    for image in images:
        for result in job.results(image):
            other = image_of.setdefault(result, image)
            if other != image:
                raise InputError(
                    f"{image.told}: gives a result of the same name as {other.told} "
                    f"({result.name}); predict them into different folders"
                )


def _npy(maps: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, maps, allow_pickle=False)
    return buffer.getvalue()


def _mimg(maps: NDArray[np.float32]) -> bytes:
    return dump_mimg(maps.transpose(1, 2, 0))


MAP_FORMATS: dict[str, Callable[[NDArray[np.float32]], bytes]] = {"npy": _npy, "mimg": _mimg}
