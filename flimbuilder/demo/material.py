"""The demo's material: pictures of scikit-image, with markers and outlines drawn by hand.

``assets/demo/README.md`` describes the documents.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import skimage
import skimage.draw
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.installation import assets_folder
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import read_regular, sha256_of
from flimbuilder.project.markers import ClassId, ImageMarkers, Marker, Point
from flimbuilder.project.outputs import make_folder
from flimbuilder.project.project import ClassEntry, ImageId, Role
from flimbuilder.project.values import Value, describe

__all__ = [
    "DemoDocument",
    "DemoSource",
    "Ellipse",
    "Piece",
    "Polygon",
    "WrittenPiece",
    "load_documents",
    "material_folder",
    "pictures_folder",
    "read_source",
    "reference_mask",
    "write_pieces",
]

OBJECT = 255  # in a mask file, as `predict --mask` writes it

Side = Annotated[int, Field(ge=1)]
Index = Annotated[int, Field(ge=0)]
Ring = Annotated[tuple[Point, ...], Field(min_length=3)]


class DemoSource(Value):
    """A picture of scikit-image and the SHA-256 of its bytes."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+\.[a-z]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Piece(Value):
    """A rectangle of the picture; its markers are in its own pixels."""

    name: ImageId
    role: Role
    top: Index
    left: Index
    height: Side
    width: Side
    markers: tuple[Marker, ...] = ()

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        rows = slice(self.top, self.top + self.height)
        return rows, slice(self.left, self.left + self.width)

    @property
    def image_markers(self) -> ImageMarkers:
        """The markers as a project holds them."""
        next_id = 1 + max((marker.id for marker in self.markers), default=0)
        return ImageMarkers(next_id=next_id, markers=self.markers)


class Ellipse(Value):
    """An elliptic outline; `angle` in degrees, counter-clockwise on the screen."""

    class_id: ClassId = Field(alias="class")
    kind: Literal["ellipse"] = "ellipse"
    center: Point
    radii: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
    angle: float

    def paint(self, mask: NDArray[np.bool_]) -> None:
        """Set the pixels inside."""
        turned = np.deg2rad(self.angle)
        inside = skimage.draw.ellipse(*self.center, *self.radii, shape=mask.shape, rotation=turned)
        mask[inside] = True


class Polygon(Value):
    """An outline with straight sides and holes."""

    class_id: ClassId = Field(alias="class")
    kind: Literal["polygon"] = "polygon"
    name: str
    points: Ring
    holes: tuple[Ring, ...] = ()

    def paint(self, mask: NDArray[np.bool_]) -> None:
        """Set the pixels inside."""
        inside = skimage.draw.polygon2mask(mask.shape, self.points)
        for hole in self.holes:
            inside &= ~skimage.draw.polygon2mask(mask.shape, hole)
        mask |= inside


class DemoDocument(Value):
    """One picture of the demo: its pieces, markers, architecture and reference outlines."""

    schema_version: Literal[1]
    title: str
    credit: str
    source: DemoSource
    classes: Annotated[tuple[ClassEntry, ...], Field(min_length=2)]
    pieces: Annotated[tuple[Piece, ...], Field(min_length=2)]
    architecture: Architecture
    decoder: DecoderChoice
    reference: tuple[Annotated[Ellipse | Polygon, Field(discriminator="kind")], ...]


@dataclass(frozen=True)
class WrittenPiece:
    """A piece on disk: the image and its reference mask."""

    piece: Piece
    image: Path
    mask: Path

    @property
    def name(self) -> str:
        """Name of the piece."""
        return self.piece.name

    @property
    def markers(self) -> tuple[Marker, ...]:
        """Markers, in the pixels of the piece."""
        return self.piece.markers

    @property
    def role(self) -> Role:
        """Role of the piece in the project."""
        return self.piece.role

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.piece.height, self.piece.width


def material_folder() -> Path:
    """Return the folder of the documents, in the installed package or the checkout.

    Raises
    ------
    InputError
        If it is in neither.
    """
    assets = assets_folder()
    if assets is not None and (assets / "demo").is_dir():
        return assets / "demo"
    raise InputError(
        f"{Path(__file__).resolve().parents[1]}: the demo's markers (assets/demo) are missing "
        "from this installation; install flimbuilder again"
    )


def pictures_folder() -> Path:
    """Return the folder of scikit-image's pictures."""
    return Path(skimage.__file__).resolve().parent / "data"


def load_documents(folder: Path) -> dict[str, DemoDocument]:
    """Read all documents of a folder, by name.

    Raises
    ------
    InputError
        If there is none, or one is invalid; names the file and the field.
    """
    documents = {path.stem: _load(path) for path in sorted(folder.glob("*.json"))}
    if not documents:
        raise InputError(f"{folder}: the demo's documents are missing; install flimbuilder again")
    return documents


def _load(path: Path) -> DemoDocument:
    try:
        return DemoDocument.model_validate_json(read_regular(path))
    except ValidationError as error:
        raise InputError(f"{path}: {describe(error)}") from None


def read_source(document: DemoDocument, pictures: Path) -> NDArray[Any]:
    """Read a document's picture, of shape (H, W, C), after verifying its digest.

    Parameters
    ----------
    document : DemoDocument
    pictures : Path
        Folder of scikit-image's pictures.

    Raises
    ------
    ImageError
        If it is missing or differs.
    """
    path = pictures / document.source.file
    if not path.is_file():
        raise ImageError(f"{path}: scikit-image's picture is missing; install scikit-image again")
    digest = sha256_of(path)
    if digest != document.source.sha256:
        raise ImageError(
            f"{path}: not the picture that the demo's markers were drawn on (SHA-256 "
            f"{digest[:12]}..., expected {document.source.sha256[:12]}...); install scikit-image "
            "again"
        )
    return read_image(path).pixels


def reference_mask(document: DemoDocument, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the union of the reference outlines."""
    mask = np.zeros(shape, dtype=bool)
    for outline in document.reference:
        outline.paint(mask)
    return mask


def write_pieces(
    document: DemoDocument, pixels: NDArray[Any], folder: Path
) -> tuple[WrittenPiece, ...]:
    """Cut a picture (H, W, C) and its reference mask into pieces.

    Writes ``images/PIECE.png`` and ``labels/PIECE.png`` in the folder.
    """
    height, width, _ = pixels.shape
    mask = np.where(reference_mask(document, (height, width)), np.uint8(OBJECT), np.uint8(0))
    for name in ("images", "labels"):
        make_folder(folder / name)
    written = []
    for piece in document.pieces:
        file = f"{piece.name}.png"
        image, label = folder / "images" / file, folder / "labels" / file
        write_png(image, pixels[piece.window])
        write_png(label, mask[piece.window])
        written.append(WrittenPiece(piece, image, label))
    return tuple(written)
