"""The steps that predict one image: read it, decode it whole or in tiles, write its results."""

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.object_strips import LabelPlane, WindowReader
from flimbuilder.analysis.strips import require_strips_suffice
from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.errors import InputError
from flimbuilder.exchange.mimg import dump_mimg
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.regions import ImageRegions, regions_of
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import to_mask_levels, to_uint16, write_png
from flimbuilder.model.batches.decode import LargeRequest, decode_large, header_of, plan_of
from flimbuilder.model.batches.runner import Runner
from flimbuilder.model.batches.work import WorkFolder
from flimbuilder.model.inference import InferredImage, Note, no_note
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress
from flimbuilder.project.architecture import foreign_parts
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import write_atomically
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.temporary_names import remove_temporaries
from flimbuilder.workflow.failures import FailedFile, Failures
from flimbuilder.workflow.finished import FinishedImages
from flimbuilder.workflow.large_result import (
    LargeResult,
    level_0_scale,
    write_mask_plane,
    write_saliency,
)
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predicted import Predicted
from flimbuilder.workflow.predicted_image import ImagePrediction
from flimbuilder.workflow.resuming import work_of
from flimbuilder.workflow.sources import ImageSource, OpenImages, notes_on
from flimbuilder.workflow.tissue import SLIDES, TissueChoice, describe_tissue, tissue_of

__all__ = ["MAP_FORMATS", "LoadedImage", "PredictionJob", "TiledImage"]

UNREFINED = (
    "is predicted in tiles, so the boundaries of its mask are not refined; use --delineation none "
    "to treat all images alike"
)


@dataclass(frozen=True, eq=False)
class LoadedImage:
    """An image in memory: pixels (H, W, C) in [0, 1], and the dtype and pixel size of the file.

    `to_level_0` is as in `ImagePrediction`.
    """

    source: ImageSource
    pixels: NDArray[np.float32]
    notes: tuple[str, ...]
    dtype: np.dtype[Any]
    pixel_size: PixelSize | None
    to_level_0: tuple[float, float] = (1, 1)

    @property
    def path(self) -> Path:
        """The path and place that begin messages."""
        return Path(self.source.description)


@dataclass(frozen=True)
class TiledImage:
    """An image to predict in tiles."""

    source: ImageSource


@dataclass(frozen=True)
class PredictionJob:
    """The settings of one call, and the steps of an image.

    `outputs` are those that are not in `out`, with their folder or file; `names` are of images in
    tables, and `collected` is what each image adds to the files of all images, by output.
    """

    model: Model
    out: Path | None
    decoder_choice: DecoderChoice
    delineation: Delineation
    mask: bool
    activations: bool
    outputs: Mapping[str, Path]
    pixel_size: PixelSize | None
    memory: int
    maps: str
    files: OpenImages
    failures: Failures
    tissue: TissueChoice = SLIDES
    restart: bool = False
    on_note: Note = no_note
    finished: FinishedImages = field(default_factory=FinishedImages)
    names: dict[ImageSource, str] = field(default_factory=dict)
    collected: dict[ImageSource, dict[str, Any]] = field(default_factory=dict)

    @property
    def folders(self) -> list[Path]:
        """The folders that results are written to, those of saliency and masks first."""
        out = [] if self.out is None else [self.out]
        return out + [
            path if _is_folder(output_id) else path.parent
            for output_id, path in self.outputs.items()
        ]

    @property
    def shared_files(self) -> dict[str, Path]:
        """The files with the results of all images, by output."""
        return {name: path for name, path in self.outputs.items() if not _is_folder(name)}

    def planned(self, source: ImageSource, notes: tuple[str, ...] = ()) -> Predicted:
        """Name the files of an image."""
        document, stem, out = self.model.document, source.stem, self.out
        classes = document.object_classes
        endings = [f"_class{class_id}" for class_id in classes] if len(classes) > 1 else [""]
        numbers = range(1, len(document.blocks) + 1) if self.activations else ()
        return Predicted(
            source.path,
            source.selection,
            saliency=() if out is None else tuple(out / f"{stem}{end}.png" for end in endings),
            mask=out / f"{stem}{OUTPUTS['mask'].ending}" if out and self.mask else None,
            activations=()
            if out is None
            else tuple(out / f"{stem}_block{number}.{self.maps}" for number in numbers),
            notes=notes,
            outputs={
                output_id: folder / f"{stem}{OUTPUTS[output_id].ending}"
                for output_id, folder in self.outputs.items()
                if _is_folder(output_id)
            },
        )

    def read(self, source: ImageSource) -> LoadedImage | TiledImage | FailedFile:
        """Read an image that can be predicted whole."""
        try:
            return self._read(source)
        except InputError as error:
            if self.failures.strict:
                raise
            return FailedFile.of(source.path, error)

    def _read(self, source: ImageSource) -> LoadedImage | TiledImage:
        document = self.model.document
        with self.files.open(source.path) as image:
            regions = regions_of(image, source.selection)
            shape, name = regions.shape, source.description
            require_encodable(self.model.encoder, document.architecture, shape, name)
            need = bytes_to_predict(document, shape, self.decoder_choice)
            in_tiles = need > self.memory or self.tissue.is_wanted(source)
            # The inputs and borders of other programs depend on the whole image.
            foreign = foreign_parts(document.architecture)
            if foreign and self.tissue.is_wanted(source):
                raise InputError(
                    f"{name}: {foreign[0]} depends on the whole image, not only on its tissue; "
                    "use --tissue none"
                )
            if in_tiles and not foreign:
                if regions.by_parts:  # else the decoded image would stay in memory
                    self.files.expect([source.path])
                return TiledImage(source)
            height, width, _ = shape
            read = regions.read(slice(0, height), slice(0, width))
            pixels = scale_image(read, name=name)
            notes = notes_on(regions, document.input.stored)
            scale = level_0_scale(image.layout, source.level)
            return LoadedImage(source, pixels, notes, regions.dtype, regions.pixel_size, scale)

    def predict_tiled(
        self, source: ImageSource, on_progress: Progress, runner: Runner | None = None
    ) -> Predicted:
        """Predict an image in tiles, on threads or by another runner, and write its results."""
        with self.files.open(source.path) as image:
            regions = regions_of(image, source.selection)
            whole = self.delineation.for_decoder(self.decoder_choice)
            settings = self.delineation.for_decoder(self.decoder_choice, in_tiles=True)
            needs_mask = self.mask or bool(self.outputs)
            self._require_tileable(source, regions, settings if needs_mask else None)
            notes = notes_on(regions, self.model.document.input.stored)
            if needs_mask and settings.method != whole.method:
                notes += (UNREFINED,)
            inside = self.inside(source, image, regions, on_progress)
            if inside is not None:
                notes += (describe_tissue(inside),)
            written = self.planned(source, notes)
            tile_bytes = min(self.memory, WHOLE_BYTES) // TILES_PER_WHOLE
            request = LargeRequest(self.model, self.decoder_choice, tile_bytes)
            work = self.work(source)
            asked = self._asked(source, request, regions, inside)
            if (found := self.finished.find(work, asked, written)) is not None:
                self.on_note(f"{source.description}: was finished by an earlier run")
                written, self.collected[source] = found
                return written
            decoded = decode_large(
                request,
                regions,
                source.description,
                inside=inside,
                runner=runner,
                journal=work,
                scratch=self.folders[0],
                on_progress=on_progress,
            )
            with decoded as saliency, ExitStack() as stack:
                remove_temporaries(written.files)
                on_rows = partial(on_progress, f"writing {source.path.name}")
                write_saliency(written.saliency, saliency, stack, on_rows)
                if needs_mask:
                    scratch = self.folders[0], stack
                    large = LargeResult.of(saliency, image, regions, source, scratch, on_rows)
                    written = self._write_mask(written, large, settings)
            self.finished.add(work, asked, written, self.collected.get(source, {}))
        return written

    def _asked(
        self,
        source: ImageSource,
        request: LargeRequest,
        regions: ImageRegions,
        inside: TissueMask | None,
    ) -> dict[str, Any]:
        """Return what the results of an image in tiles depend on."""
        return {
            **header_of(request, regions, plan_of(request, regions.shape[:2], inside)),
            "tissue": None if inside is None else inside.digest,
            "delineation": self.delineation.model_dump(mode="json"),
            "pixel size": self.pixel_size and self.pixel_size.model_dump(mode="json"),
            "name": self.names[source],
            "outputs": [self.mask, *sorted(self.outputs)],
        }

    def _write_mask(
        self, written: Predicted, large: LargeResult, settings: Delineation
    ) -> Predicted:
        """Write the mask of an image in tiles, and all outputs that follow from it."""
        classes = self.model.document.object_classes
        mask = large.delineate(classes, settings)
        if written.mask is not None:
            write_mask_plane(written.mask, mask, len(classes))
        if not self.outputs:
            return written
        prediction = self._prediction(
            large.source, large.read_pixels, large.read_saliency, mask, large.regions
        )
        return self._write_objects(written, large.source, replace(prediction, **large.places))

    def work(self, source: ImageSource) -> WorkFolder:
        """Return the folder that keeps what is computed of a large image until it is written."""
        return work_of(source, self.folders[0], restart=self.restart, on_note=self.on_note)

    def inside(
        self,
        source: ImageSource,
        image: ImageFile,
        regions: ImageRegions,
        on_progress: Progress,
    ) -> TissueMask | None:
        """Return the tissue that an image is predicted in; None for all of it."""
        height, width, _ = regions.shape
        size = self.pixel_size or regions.pixel_size
        return tissue_of(self.tissue, image, source, (height, width), size, on_progress)

    def _prediction(
        self,
        source: ImageSource,
        pixels: NDArray[np.float32] | WindowReader,
        saliency: NDArray[np.float32] | WindowReader,
        labels: LabelPlane,
        stored: "ImageRegions | LoadedImage",
    ) -> ImagePrediction:
        is_windowed = source.selection is not None and source.selection.window is not None
        return ImagePrediction(
            self.names[source],
            pixels,
            saliency,
            labels,
            self.model.document.classes,
            self.pixel_size or stored.pixel_size,
            stretched=stored.dtype != np.uint8 and not is_windowed,
            splitting=self.delineation.splitting,
        )

    def _require_tileable(
        self, source: ImageSource, regions: ImageRegions, settings: Delineation | None
    ) -> None:
        """Raise InputError if a result can't be made in tiles; `settings` are of the mask."""
        height, width, _ = regions.shape
        obstacle = ""
        if self.activations:
            obstacle = (
                "activation maps can't be written for an image that is predicted in tiles; crop "
                "it, leave out --activations, or raise --memory"
            )
        for output_id in self.outputs:
            limit = OUTPUTS[output_id].obstacle((height, width))
            obstacle = obstacle or (f"{height} x {width} pixels; {limit}" if limit else "")
        if obstacle:
            raise InputError(f"{source.description}: {obstacle}")
        if settings is not None:
            try:
                require_strips_suffice(settings)
            except InputError as error:
                raise InputError(f"{source.description}: {error}") from None

    def write(self, decoded: InferredImage[LoadedImage]) -> Predicted:
        """Write the results of an image."""
        image, saliency = decoded.image, decoded.saliency[self.decoder_choice]
        written = self.planned(image.source, image.notes)
        for path, plane in zip(written.saliency, saliency, strict=bool(written.saliency)):
            write_png(path, to_uint16(plane))
        if written.mask is not None or self.outputs:
            classes = self.model.document.object_classes
            settings = self.delineation.for_decoder(self.decoder_choice)
            labels = delineate_classes(saliency, classes, settings, image.pixels)
            if written.mask is not None:
                write_png(written.mask, to_mask_levels(labels, len(classes)))
            if self.outputs:
                pixels, source = image.pixels, image.source
                prediction = self._prediction(source, pixels, saliency, labels, image)
                prediction = replace(prediction, to_level_0=image.to_level_0)
                written = self._write_objects(written, source, prediction)
        for path, maps in zip(written.activations, decoded.maps, strict=True):
            write_atomically(path, MAP_FORMATS[self.maps](maps))
        return written

    def _write_objects(
        self, written: Predicted, source: ImageSource, prediction: ImagePrediction
    ) -> Predicted:
        """Write the files of the other outputs, and collect for those of all images."""
        for output_id, path in written.outputs.items():
            write = OUTPUTS[output_id].write
            assert write is not None
            write(prediction, path)
        self.collected[source] = {
            output_id: collect(prediction)
            for output_id in self.shared_files
            if (collect := OUTPUTS[output_id].collect) is not None
        }
        of_objects = any(OUTPUTS[output_id].of_objects for output_id in self.outputs)
        return replace(written, objects=prediction.objects) if of_objects else written

    def write_shared(self, sources: Sequence[ImageSource], on_progress: Progress) -> None:
        """Write the files of all images.

        Raises
        ------
        InputError
            If the results do not fit a format; the other files are written.
        SaveError
            If a file can't be written.
        """
        faults, classes = list[InputError](), self.model.document.classes
        for output_id, path in self.shared_files.items():
            write_all = OUTPUTS[output_id].write_all
            assert write_all is not None
            on_progress(f"writing {path.name}", len(sources), len(sources))
            try:
                write_all([self.collected[source][output_id] for source in sources], classes, path)
            except InputError as error:
                faults.append(error)
        if faults:
            raise faults[0]


def _is_folder(output_id: str) -> bool:
    return OUTPUTS[output_id].place == "folder"


def _npy(maps: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, maps, allow_pickle=False)
    return buffer.getvalue()


MAP_FORMATS: dict[str, Callable[[NDArray[np.float32]], bytes]] = {
    "npy": _npy,
    "mimg": lambda maps: dump_mimg(maps.transpose(1, 2, 0)),
}
