"""The outputs of a prediction: what they are called, where they are written, and how.

:data:`OUTPUTS` lists them all; `predict_files`, the command line and the window read it. To add an
output, add an entry.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flimbuilder.errors import InputError

if TYPE_CHECKING:
    from flimbuilder.project.project import ClassEntry
    from flimbuilder.workflow.predicted_image import ImagePrediction

__all__ = ["OUTPUTS", "Output", "Place", "resolve_outputs"]

Place = Literal["out", "folder", "file"]
Size = tuple[int, int]
MOST_PAINTED = 2**26  # pixels of an overlay picture
MOST_RUN = 2**32  # pixels of an image whose run lengths fit the 32 bits of COCO's own tools
LONGEST_ROI = 2**15 - 1  # pixels; ImageJ stores places in 16 bits


def _ignore(path: Path) -> None:
    """Accept a path."""


def _any_size(size: Size) -> str:
    """Accept a size."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Output:
    """A kind of result.

    Attributes
    ----------
    id : str
        Name in Python.
    title : str
        Name in the window.
    description : str
        One sentence for users, without a full stop.
    place : {"out", "folder", "file"}
        ``out``: files in the folder of the saliency, which is always written there; ``folder``: a
        file for each image in a folder of the user's choice; ``file``: one file for all images.
    default_name : str, default=""
        Proposed name of the folder or file.
    ending : str, default=""
        Of the file of an image, after its stem.
    write : callable
        Writes the file of one image, ``write(prediction, path)``; only of the place ``folder``.
    collect, write_all : callable
        Only of the place ``file``: return what one image adds, ``collect(prediction)``; write the
        file, ``write_all(collected, classes, path)``.
    require : callable, default accepts any path
        Raises InputError if a path has an unknown ending, or needs a library that is missing.
    require_free : callable, default accepts any path
        Raises SaveError if what is at the path of an image must not be replaced.
    obstacle : callable, default ""
        Returns why an image of a (height, width) can't be written, and the way out; or nothing.
    of_objects : bool, default=True
        Whether it depends on the objects of the mask, which must then be found and measured.
    """

    id: str
    title: str
    description: str
    place: Place
    default_name: str = ""
    ending: str = ""
    write: "Callable[[ImagePrediction, Path], None] | None" = field(default=None, repr=False)
    collect: "Callable[[ImagePrediction], Any] | None" = field(default=None, repr=False)
    write_all: "Callable[[Sequence[Any], Sequence[ClassEntry], Path], None] | None" = field(
        default=None, repr=False
    )
    require: Callable[[Path], None] = field(default=_ignore, repr=False)
    require_free: Callable[[Path], None] = field(default=_ignore, repr=False)
    obstacle: Callable[[Size], str] = field(default=_any_size, repr=False)
    of_objects: bool = True

    @property
    def option(self) -> str:
        """The option of the command line."""
        return f"--{self.id.replace('_', '-')}"

    @property
    def noun(self) -> str:
        """The title within a sentence."""
        begins_acronym = self.title[1].isupper()
        return self.title if begins_acronym else self.title[0].lower() + self.title[1:]

    def require_library(self) -> None:
        """Raise InputError if the output needs a library that is not installed."""
        self.require(Path(self.default_name))


def resolve_outputs(paths: Mapping[str, Any]) -> dict[str, Path]:
    """Check the outputs that are written apart from saliency, and return their paths.

    A file that is an existing folder gets the default name in it.

    Raises
    ------
    InputError
        If there is no such output, an ending is unknown, or a library is missing.
    """
    resolved = {}
    for output_id, given in paths.items():
        output = OUTPUTS.get(output_id)
        if output is None or output.place == "out":
            known = ", ".join(name for name, entry in OUTPUTS.items() if entry.place != "out")
            raise InputError(f"outputs: there is no {output_id!r}; choose from {known}")
        path = Path(given)
        if output.place == "file" and path.is_dir():
            path /= output.default_name
        output.require(path)
        resolved[output_id] = path
    return resolved


# The functions of the entries; they import what they need when they are called.


def _write_instances(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.imaging.sparse_plane import SparsePlane
    from flimbuilder.imaging.write import write_instances
    from flimbuilder.imaging.write_label_tiles import write_instance_tiles

    labels = prediction.instances
    if isinstance(labels, SparsePlane):
        write_instance_tiles(path, labels, prediction.pixel_size)
    else:
        write_instances(path, labels, prediction.pixel_size)


def _write_overlay(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.imaging.overlay import draw_objects
    from flimbuilder.imaging.write import write_png

    height, width = prediction.size
    whole = slice(0, height), slice(0, width)
    colours = {entry.id: entry.colour for entry in prediction.classes}
    instances, mask = prediction.instances[whole], prediction.mask[whole]
    write_png(path, draw_objects(prediction.picture, instances, mask, colours))


def _paintable(size: Size) -> str:
    if size[0] * size[1] <= MOST_PAINTED:
        return ""
    return f"overlays have at most {MOST_PAINTED} pixels; leave out --overlay, or use --heatmap"


def _write_heatmap(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.imaging.write import write_png

    write_png(path, prediction.heat_picture)


def _write_ome_tiff(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.imaging.write_ome_tiff import write_ome_tiff

    write_ome_tiff(path, prediction.levels)


def _write_ome_zarr(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.imaging.write_ome_zarr import write_ome_zarr

    write_ome_zarr(path, prediction.levels)


def _require_zarr(path: Path) -> None:
    from flimbuilder.imaging.write_ome_zarr import require_zarr

    require_zarr()


def _require_replaceable_zarr(path: Path) -> None:
    from flimbuilder.imaging.write_ome_zarr import require_replaceable_zarr

    require_replaceable_zarr(path)


def _write_geojson(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.exchange.geojson import write_geojson

    write_geojson(
        path,
        prediction.outlines(),
        prediction.objects,
        prediction.classes,
        prediction.to_level_0,
    )


def _write_rois(prediction: "ImagePrediction", path: Path) -> None:
    from flimbuilder.exchange.imagej_rois import dump_rois
    from flimbuilder.project.files import write_atomically

    content = dump_rois(prediction.outlines(), prediction.objects, prediction.classes)
    write_atomically(path, content)


def _fits_rois(size: Size) -> str:
    if max(size) <= LONGEST_ROI:
        return ""
    return f"ROIs of ImageJ reach to pixel {LONGEST_ROI}; leave out --rois, or use --geojson"


def _require_roifile(path: Path) -> None:
    from flimbuilder.exchange.imagej_rois import require_roifile

    require_roifile()


def _write_table(images: Sequence[Any], classes: "Sequence[ClassEntry]", path: Path) -> None:
    from flimbuilder.analysis.image_tables import object_rows
    from flimbuilder.exchange.tables import write_table

    write_table(path, object_rows(images))


def _write_summary(images: Sequence[Any], classes: "Sequence[ClassEntry]", path: Path) -> None:
    from flimbuilder.analysis.image_tables import image_rows
    from flimbuilder.exchange.tables import write_table

    write_table(path, image_rows(images))


def _require_table(path: Path) -> None:
    from flimbuilder.exchange.tables import require_table_format

    require_table_format(path)


def _collect_coco(prediction: "ImagePrediction") -> Any:
    from flimbuilder.exchange.coco import coco_image

    return coco_image(prediction.name, prediction.instances, prediction.objects)


def _write_coco(images: Sequence[Any], classes: "Sequence[ClassEntry]", path: Path) -> None:
    from flimbuilder.exchange.coco import write_coco

    write_coco(path, images, classes)


def _fits_coco(size: Size) -> str:
    if size[0] * size[1] < MOST_RUN:
        return ""
    return f"COCO describes images of under {MOST_RUN} pixels; leave out --coco, or use --geojson"


def _require_json(path: Path) -> None:
    if path.suffix.lower() != ".json":
        raise InputError(f"{path}: a COCO file ends in .json; name it so")


OUTPUTS: dict[str, Output] = {
    output.id: output
    for output in (
        Output(
            id="saliency",
            title="Saliency maps",
            description="How much each pixel looks like an object: PNG, 16 bit",
            place="out",
            of_objects=False,
        ),
        Output(
            id="mask",
            title="Masks",
            description="The class of each pixel: PNG, 8 bit",
            place="out",
            of_objects=False,
            ending="_mask.png",
        ),
        Output(
            id="activations",
            title="Activation maps",
            description="The maps of every block, for Python",
            place="out",
            of_objects=False,
        ),
        Output(
            id="table",
            title="Table of objects",
            description="A row for each object: place, area, shape, saliency, intensities",
            place="file",
            default_name="objects.csv",
            collect=lambda prediction: prediction.measured,
            write_all=_write_table,
            require=_require_table,
        ),
        Output(
            id="summary",
            title="Table of images",
            description="A row for each image: number and areas of its objects",
            place="file",
            default_name="images.csv",
            collect=lambda prediction: prediction.measured,
            write_all=_write_summary,
            require=_require_table,
        ),
        Output(
            id="overlay",
            title="Overlay pictures",
            description="The image with its objects in the colours of their classes: PNG",
            place="folder",
            default_name="overlays",
            ending="_overlay.png",
            write=_write_overlay,
            obstacle=_paintable,
        ),
        Output(
            id="heatmap",
            title="Heat maps",
            description="The image with its saliency over it, at most 1024 pixels a side: PNG",
            place="folder",
            default_name="heatmaps",
            ending="_heatmap.png",
            write=_write_heatmap,
            of_objects=False,
        ),
        Output(
            id="ome_tiff",
            title="OME-TIFF files",
            description="Saliency and mask as a pyramid, as QuPath opens it: OME-TIFF, 16 bit",
            place="folder",
            default_name="ome-tiff",
            ending=".ome.tif",
            write=_write_ome_tiff,
            of_objects=False,
        ),
        Output(
            id="ome_zarr",
            title="OME-Zarr folders",
            description="Saliency and mask as a pyramid, as napari opens it: OME-Zarr 0.5",
            place="folder",
            default_name="ome-zarr",
            ending=".ome.zarr",
            write=_write_ome_zarr,
            require=_require_zarr,
            require_free=_require_replaceable_zarr,
            of_objects=False,
        ),
        Output(
            id="instances",
            title="Instance labels",
            description="The number of the object at each pixel: TIFF, 16 or 32 bit",
            place="folder",
            default_name="instances",
            ending="_instances.tif",
            write=_write_instances,
        ),
        Output(
            id="geojson",
            title="Outlines for QuPath",
            description="The outlines and measurements of the objects: GeoJSON",
            place="folder",
            default_name="geojson",
            ending=".geojson",
            write=_write_geojson,
        ),
        Output(
            id="rois",
            title="Outlines for ImageJ",
            description="The outlines of the objects for the ROI Manager of ImageJ: zip files",
            place="folder",
            default_name="rois",
            ending="_rois.zip",
            write=_write_rois,
            require=_require_roifile,
            obstacle=_fits_rois,
        ),
        Output(
            id="coco",
            title="COCO annotations",
            description="The objects of all images as COCO JSON",
            place="file",
            default_name="coco.json",
            collect=_collect_coco,
            write_all=_write_coco,
            require=_require_json,
            obstacle=_fits_coco,
        ),
    )
}
