"""The outputs of a prediction: what they are called, where they are written, and how.

:data:`OUTPUTS` lists them all; `predict_files`, the command line and the window read it. To add an
output, add an entry.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flimbuilder.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from flimbuilder.analysis.image_tables import MeasuredImage
    from flimbuilder.analysis.object_strips import WindowReader
    from flimbuilder.analysis.objects import ObjectTable
    from flimbuilder.analysis.outlines import Outline
    from flimbuilder.project.decoding import Splitting
    from flimbuilder.project.pixel_size import PixelSize
    from flimbuilder.project.project import ClassEntry

__all__ = ["OUTPUTS", "ImagePrediction", "Output", "Place", "resolve_outputs"]

Place = Literal["out", "folder", "file"]


@dataclass(frozen=True, eq=False)
class ImagePrediction:
    """A predicted image, from which all outputs follow.

    Attributes
    ----------
    name : str
        In tables.
    pixels : ndarray of float32 of shape (H, W, C), or callable
        In [0, 1]; or a function that returns the rows of a slice.
    saliency : ndarray of float32 of shape (objects, H, W), or callable
        In [0, 1], a map for each object class, by ascending id; or a function that returns rows.
    mask : ndarray of uint8 of shape (H, W)
        Class ids.
    classes : sequence of ClassEntry
        All classes.
    pixel_size : PixelSize or None, default=None
    stretched : bool, default=False
        Whether pictures stretch the contrast, as of images of more than eight bits.
    splitting : Splitting or None, default=None
        How touching objects are separated.
    """

    name: str
    pixels: "npt.NDArray[np.float32] | WindowReader"
    saliency: "npt.NDArray[np.float32] | WindowReader"
    mask: "npt.NDArray[np.uint8]"
    classes: "Sequence[ClassEntry]"
    pixel_size: "PixelSize | None" = None
    stretched: bool = False
    splitting: "Splitting | None" = None

    @cached_property
    def instances(self) -> "npt.NDArray[np.int32]":
        """The objects, from 1, as int32 of shape (H, W)."""
        from flimbuilder.analysis.instances.splitting import find_objects

        return find_objects(self.mask, self.splitting)

    @cached_property
    def objects(self) -> "ObjectTable":
        """The measurements of the objects."""
        from flimbuilder.analysis.objects import measure_objects
        from flimbuilder.project.project import object_class_ids

        ids = object_class_ids(self.classes)
        return measure_objects(
            self.instances, self.saliency, ids, self.pixels, self.mask, self.pixel_size
        )

    @cached_property
    def outlines(self) -> "list[Outline]":
        """The exact outlines of the objects."""
        from flimbuilder.analysis.outlines import trace_outlines

        return trace_outlines(self.instances)

    @property
    def picture(self) -> "npt.NDArray[np.uint8]":
        """The image in display contrast, as RGB of shape (H, W, 3)."""
        from flimbuilder.analysis.object_strips import reader_of
        from flimbuilder.imaging.overlay import display_by_strips

        (height, width), read = self.mask.shape, reader_of(self.pixels)
        cols = slice(0, width)
        return display_by_strips(lambda rows: read(rows, cols), (height, width), self.stretched)

    @property
    def measured(self) -> "MeasuredImage":
        """The rows of the image in tables."""
        from flimbuilder.analysis.image_tables import MeasuredImage

        height, width = self.mask.shape
        return MeasuredImage(self.name, (height, width), self.classes, self.objects)


def _ignore(path: Path) -> None:
    """Accept a path."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """A kind of result.

    Attributes
    ----------
    id : str
        Name in Python; with ``--`` the option of the command line.
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
    """

    id: str
    title: str
    description: str
    place: Place
    default_name: str = ""
    ending: str = ""
    write: Callable[[ImagePrediction, Path], None] | None = field(default=None, repr=False)
    collect: Callable[[ImagePrediction], Any] | None = field(default=None, repr=False)
    write_all: "Callable[[Sequence[Any], Sequence[ClassEntry], Path], None] | None" = field(
        default=None, repr=False
    )
    require: Callable[[Path], None] = field(default=_ignore, repr=False)

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


def _write_instances(prediction: ImagePrediction, path: Path) -> None:
    from flimbuilder.imaging.write import write_instances

    write_instances(path, prediction.instances, prediction.pixel_size)


def _write_overlay(prediction: ImagePrediction, path: Path) -> None:
    from flimbuilder.imaging.overlay import draw_objects
    from flimbuilder.imaging.write import write_png

    colours = {entry.id: entry.colour for entry in prediction.classes}
    picture = draw_objects(prediction.picture, prediction.instances, prediction.mask, colours)
    write_png(path, picture)


def _write_geojson(prediction: ImagePrediction, path: Path) -> None:
    from flimbuilder.exchange.geojson import dump_geojson
    from flimbuilder.project.files import write_atomically

    content = dump_geojson(prediction.outlines, prediction.objects, prediction.classes)
    write_atomically(path, content)


def _write_rois(prediction: ImagePrediction, path: Path) -> None:
    from flimbuilder.exchange.imagej_rois import dump_rois
    from flimbuilder.project.files import write_atomically

    content = dump_rois(prediction.outlines, prediction.objects, prediction.classes)
    write_atomically(path, content)


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


def _collect_coco(prediction: ImagePrediction) -> Any:
    from flimbuilder.exchange.coco import coco_image

    return coco_image(prediction.name, prediction.instances, prediction.objects)


def _write_coco(images: Sequence[Any], classes: "Sequence[ClassEntry]", path: Path) -> None:
    from flimbuilder.exchange.coco import dump_coco
    from flimbuilder.project.files import write_atomically

    write_atomically(path, dump_coco(images, classes))


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
        ),
        Output(
            id="mask",
            title="Masks",
            description="The class of each pixel: PNG, 8 bit",
            place="out",
            ending="_mask.png",
        ),
        Output(
            id="activations",
            title="Activation maps",
            description="The maps of every block, for Python",
            place="out",
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
        ),
    )
}
