"""Write the saliency, masks, objects and activation maps of images."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from flimbuilder.errors import ClusterError, InputError, SaveError, counted
from flimbuilder.model.inference import Inference, Note, no_note
from flimbuilder.model.memory import WHOLE_BYTES
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD, map_ahead
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import StrPath
from flimbuilder.project.outputs import make_folder, output_file, require_none_overwritten
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.finished import FinishedImages
from flimbuilder.workflow.outputs import OUTPUTS, resolve_outputs
from flimbuilder.workflow.predicted import Predicted, Predictions
from flimbuilder.workflow.prediction_job import (
    MAP_FORMATS,
    LoadedImage,
    PredictionJob,
    TiledImage,
)
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
    ImageSource,
    OpenImages,
)
from flimbuilder.workflow.tissue import SLIDES, TissueChoice, require_own_tissue

if TYPE_CHECKING:
    from flimbuilder.workflow.cluster.futures import Cluster

__all__ = ["predict_files"]


def predict_files(
    model: Model,
    sources: Sequence[StrPath],
    out: StrPath | None = None,
    *,
    decoder_choice: DecoderChoice | None = None,
    selector: ImageSelector = EVERYTHING,
    delineation: Delineation | None = None,
    mask: bool = False,
    activations: bool = False,
    outputs: Mapping[str, StrPath] | None = None,
    pixel_size: PixelSize | None = None,
    tissue: TissueChoice = SLIDES,
    batch: int | None = None,
    memory: int = WHOLE_BYTES,
    maps: str = "npy",
    strict: bool = False,
    restart: bool = False,
    cluster: "Cluster | None" = None,
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> Predictions:
    """Write saliency, masks and objects of images; leave out and list files that can't be used.

    Threads read images ahead and write results behind while others are encoded. Memory holds the
    images that are encoded at once, as many (at least two) that were read, and two results that
    are being written; only one with activation maps, which are large.

    Parameters
    ----------
    model : Model
    sources : sequence of str or path-like
        Images, or folders of them; an image that is named twice counts once.
    out : str, path-like or None, default=None
        Folder of saliency and masks, created if missing. ``STEM.png`` is 16-bit saliency (with
        several object classes ``STEM_classN.png``), ``STEM_mask.png`` the 8-bit mask: 0
        background, 255 object; with several object classes the class. STEM is the stem of the
        file; for an image of a stack it ends in the place: ``scan_z0010.png``. With None only
        `outputs` are written.
    decoder_choice : DecoderChoice or None, default=None
        None uses the model's own.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks and which channels to read, and how to scale them. What it leaves
        open follows the images that the model was learned from.
    delineation : Delineation or None, default=None
        None uses the model's own.
    mask, activations : bool, default=False
        Also write the mask; the float32 maps of every block, in the format `maps`. Both need
        `out`.
    outputs : mapping of str to str or path-like, or None, default=None
        Other outputs, by id. Folders, with a file for each image: ``instances``
        (``STEM_instances.tif``), ``overlay`` (``STEM_overlay.png``), ``heatmap``
        (``STEM_heatmap.png``), ``ome_tiff`` (``STEM.ome.tif``), ``ome_zarr``
        (``STEM.ome.zarr``), ``geojson`` (``STEM.geojson``) and ``rois`` (``STEM_rois.zip``, for
        ImageJ). Files, for all images: ``table`` (a row for each object) and ``summary`` (a row
        for each image), as .csv, .xlsx or .parquet, and ``coco`` (.json).
    pixel_size : PixelSize or None, default=None
        Size of the pixels of all images, for lengths in µm and areas in µm²; None takes that
        which each file states.
    tissue : TissueChoice, default=SLIDES
        The part of images to predict; outside it, the saliency is 0. The default finds the tissue
        of slides that are predicted in tiles, and predicts all of other images. An image whose
        tissue is asked for is predicted in tiles, however small it is.
    batch : int or None, default=None
        Images of equal size to encode at once; None is 1 on a CPU and 8 on an accelerator.
    memory : int, default=2 * 10**9
        Bytes that an image may take, by an estimate, to be predicted whole. A larger image is
        predicted in tiles within about that memory; its saliency is the same but for rounding.
    maps : {"npy", "mimg"}, default="npy"
        Format of the maps: ``STEM_blockN.npy`` of shape (kernels, H, W), or
        ``STEM_blockN.mimg``, libift's multi-band image.
    strict : bool, default=False
        Stop at the first image that can't be used, instead of leaving it out.
    restart : bool, default=False
        Compute large images from the beginning, even if an earlier run was stopped. By default
        its finished tiles are taken from ``.STEM.predicting`` beside the results, and images in
        tiles that it finished are not predicted again.
    cluster : Cluster or None, default=None
        Compute on the workers of :func:`~flimbuilder.workflow.cluster.connection.open_cluster`,
        which must read the images by the same paths; the results have the same bytes.
    on_progress : callable, default does nothing
        Called for every image, and for tiles and rows of large images; raises to cancel.
    on_note : callable, default does nothing
        Called if memory is short, with what was done about it, and if an earlier run is
        continued or dropped.

    Returns
    -------
    Predictions
        A list with one `Predicted` per image; its attribute `failed` lists the files that were
        left out, each with `path` and `message`, and `files` has the files of all images.

    Raises
    ------
    InputError
        If a result would overwrite an image or another result, an option has no effect, there is
        no such output or format, or no image can be used; with `strict`, if an image can't be
        used, and results of images before it stay. Also if a table is too long for an Excel
        sheet; all other results are then written.
    SaveError
        If a result can't be written.
    ClusterError
        If the cluster can't compute.
    """
    _require_maps(maps, activations)
    if out is None and (mask or activations or not outputs):
        wanted = "--mask" if mask else "--activations" if activations else "saliency"
        raise InputError(
            f"{wanted} needs a folder: give --out DIR, or only other outputs, such as --table FILE"
        )
    if pixel_size is not None and not outputs:
        raise InputError(
            "--pixel-size: has no effect without an output of objects; add one, such as "
            "--table FILE"
        )
    apart = resolve_outputs(outputs or {})
    failures, resolved = Failures(strict), model.resolve(decoder_choice)
    with OpenImages() as files:
        job = PredictionJob(
            model,
            None if out is None else Path(out),
            decoder_choice=resolved,
            delineation=delineation or model.document.delineation,
            mask=mask,
            activations=activations,
            outputs=apart,
            pixel_size=pixel_size,
            tissue=tissue,
            memory=memory,
            maps=maps,
            files=files,
            failures=failures,
            restart=restart,
            on_note=on_note,
            finished=FinishedImages(model.document.classes),
        )
        chosen = selector.or_else(model.document.input.selection)
        images = files.list_images(sources, chosen, failures)
        require_usable(images, failures.failed)
        require_own_tissue(tissue, images)
        job.finished.is_kept = len(images) > 1
        job.names.update(_distinct_names(images))
        planned = {image: job.planned(image).files for image in images}
        _require_distinct(planned)
        for image in images:
            for output_id, path in job.planned(image).outputs.items():
                OUTPUTS[output_id].require_free(path)
        _require_two_files(job.shared_files)
        inputs = [image.path for image in images]
        require_none_overwritten([*chain(*planned.values()), *job.shared_files.values()], inputs)
        for folder in dict.fromkeys(job.folders):
            make_folder(folder)
        for path in job.shared_files.values():
            output_file(path, path.name)
        if cluster is None:
            predicted = _predict(job, images, batch, on_progress, on_note)
        else:
            predicted = _predict_on_cluster(job, images, cluster, on_progress, on_note)
        require_usable(predicted, failures.failed)
        job.write_shared([image for image in images if image in job.collected], on_progress)
        job.finished.clear()
        return Predictions(predicted, failures.failed, job.shared_files)


def _require_maps(maps: str, activations: bool) -> None:
    """Raise InputError if there is no such format of activation maps, or it has no effect."""
    if maps not in MAP_FORMATS:
        raise InputError(f"activation maps as {maps!r}: choose from {', '.join(MAP_FORMATS)}")
    if maps != "npy" and not activations:
        raise InputError(f"activation maps as {maps!r}: request activation maps, or leave it out")


def _predict(
    job: PredictionJob,
    sources: Sequence[ImageSource],
    batch: int | None,
    on_progress: Progress,
    on_note: Note,
) -> list[Predicted]:
    """Read, encode, decode and write, each step on other images than the next."""
    inference: Inference[LoadedImage] = Inference(
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
        images: Iterable[LoadedImage | TiledImage | FailedFile],
    ) -> Iterator[LoadedImage]:
        for image in images:
            if isinstance(image, LoadedImage):
                yield image
                continue
            if isinstance(image, FailedFile):
                failures.add(image)
            else:
                with failures.trying(image.source.path):
                    predicted.append(job.predict_tiled(image.source, on_progress))
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
    return _in_order(predicted, sources)


def _predict_on_cluster(
    job: PredictionJob,
    sources: Sequence[ImageSource],
    cluster: "Cluster",
    on_progress: Progress,
    on_note: Note,
) -> list[Predicted]:
    """Let workers read, encode and decode, and write what they return."""
    from flimbuilder.workflow.cluster.prediction import predict_images

    predicted: list[Predicted] = []
    with (
        _counting_predicted(predicted, len(sources)),
        closing(predict_images(job, sources, cluster, on_progress, on_note)) as results,
    ):
        predicted.extend(results)
    return _in_order(predicted, sources)


def _in_order(predicted: Sequence[Predicted], sources: Sequence[ImageSource]) -> list[Predicted]:
    """Sort results by the order of their images."""
    order = {(source.path, source.selection): number for number, source in enumerate(sources)}
    return sorted(predicted, key=lambda result: order[result.image, result.selection])


@contextmanager
def _counting_predicted(predicted: Sequence[Predicted], n_images: int) -> Iterator[None]:
    """Append to an error how many images were predicted before it."""
    try:
        yield
    except (ClusterError, InputError, SaveError) as error:
        if not predicted:
            raise
        before = f"{len(predicted)} of {counted(n_images, 'image')} were predicted before it"
        raise type(error)(f"{error} ({before})") from None


def _distinct_names(sources: Sequence[ImageSource]) -> dict[ImageSource, str]:
    """Name each image in tables: by the name of its file, or by its path if two have that name."""
    count = Counter(source.name for source in sources)
    return {
        source: source.name if count[source.name] == 1 else source.description
        for source in sources
    }


def _require_distinct(planned: Mapping[ImageSource, Sequence[Path]]) -> None:
    """Raise InputError if results of two images would be one file."""
    image_of: dict[Path, ImageSource] = {}
    for image, results in planned.items():
        for result in results:
            other = image_of.setdefault(_real(result), image)
            if other != image:
                raise InputError(
                    f"{image.description}: gives a result of the same name as {other.description} "
                    f"({result.name}); predict them into different folders"
                )


def _require_two_files(shared: Mapping[str, Path]) -> None:
    """Raise InputError if two outputs of all images would be one file."""
    output_of: dict[Path, str] = {}
    for output_id, path in shared.items():
        other = output_of.setdefault(_real(path), output_id)
        if other != output_id:
            raise InputError(f"{path}: is given for --{other} and --{output_id}; name two files")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path.parent), path.name)
