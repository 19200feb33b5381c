"""How the tissue of a slide is found and corrected, as a value of the project."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from flimbuilder.errors import InputError, printable
from flimbuilder.project.markers import Point, Radius
from flimbuilder.project.values import Value, describe

__all__ = [
    "DEFAULT_TISSUE",
    "LARGEST_MARGIN",
    "MAX_TISSUE_POINTS",
    "SmallestPart",
    "Tissue",
    "TissueArea",
    "TissueEdit",
    "TissueStroke",
    "parse_smallest",
]

LARGEST_MARGIN = 100  # pixels of the mask
MAX_TISSUE_POINTS = 100_000  # of all corrections of an image


class SmallestPart(Value):
    """The area below which a part of the tissue is dropped and a hole is filled.

    Attributes
    ----------
    area : float
        0 keeps everything.
    unit : {"mm2", "percent"}
        Square millimetres, or percent of the image.
    """

    area: Annotated[float, Field(ge=0, le=1e6)]
    unit: Literal["mm2", "percent"]

    @model_validator(mode="after")
    def _at_most_the_image(self) -> Self:
        if self.unit == "percent" and self.area > 100:
            raise ValueError(f"{self.area:g} percent is more than the image; give 0 to 100")
        return self

    def __str__(self) -> str:
        """Return the text that `parse_smallest` reads."""
        return f"{self.area:g}" + ("%" if self.unit == "percent" else "mm2")


def parse_smallest(text: str) -> SmallestPart:
    """Parse an area: ``0.02mm2``, or ``0.1%`` of the image; a plain number is in mm².

    Raises
    ------
    InputError
        If it is neither, or out of range.
    """
    plain = text.strip().lower().replace("²", "2")
    is_share = plain.endswith("%")
    number = plain.removesuffix("%" if is_share else "mm2").strip()
    try:
        return SmallestPart(area=float(number), unit="percent" if is_share else "mm2")
    except ValidationError as error:
        raise InputError(f"smallest part {printable(text, 40)!r}: {describe(error)}") from None
    except ValueError:
        raise InputError(
            f"smallest part {printable(text, 40)!r}: give an area in mm², for example 0.02mm2, or "
            "a share of the image, for example 0.1%"
        ) from None


class TissueStroke(Value):
    """A stroke that adds or removes tissue, as drawn between press and release.

    Attributes
    ----------
    action : {"add", "remove"}
    points : tuple of (row, column)
        In image pixels; integers are the centres of pixels.
    radius : float
        In image pixels.
    """

    kind: Literal["stroke"] = "stroke"
    action: Literal["add", "remove"]
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_TISSUE_POINTS)]
    radius: Radius


class TissueArea(Value):
    """A region that adds or removes tissue.

    Attributes
    ----------
    action : {"add", "remove"}
    rings : tuple of tuple of (row, column)
        Closed lines in image pixels; a place inside an odd number of them belongs to the region.
    """

    kind: Literal["area"] = "area"
    action: Literal["add", "remove"]
    rings: Annotated[
        tuple[Annotated[tuple[Point, ...], Field(min_length=3)], ...], Field(min_length=1)
    ]


TissueEdit = Annotated[TissueStroke | TissueArea, Field(discriminator="kind")]


class Tissue(Value):
    """How the tissue of an image is found, and the corrections of the result.

    Attributes
    ----------
    source : {"threshold", "edits"}, default="threshold"
        Begin with what a threshold finds, or with nothing.
    threshold : float or None, default=None
        Of saturation or contrast, from 0 to 1; None chooses it by Otsu's method.
    smallest : SmallestPart or None, default=None
        None takes 0.002 mm² and at most 0.1 % of the image, or 0.01 % of one without a pixel size.
    margin : int, default=2
        Pixels of the mask by which the tissue is widened.
    edits : tuple of TissueStroke or TissueArea, default=()
        Corrections in drawing order; later ones cover earlier ones.
    """

    source: Literal["threshold", "edits"] = "threshold"
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    smallest: SmallestPart | None = None
    margin: Annotated[int, Field(ge=0, le=LARGEST_MARGIN)] = 2
    edits: tuple[TissueEdit, ...] = ()

    @model_validator(mode="after")
    def _few_points(self) -> Self:
        n_points = sum(map(_n_points, self.edits))
        if n_points > MAX_TISSUE_POINTS:
            raise ValueError(
                f"the corrections of the tissue have {n_points} points; at most "
                f"{MAX_TISSUE_POINTS} can be kept: remove some, or read a coarser mask"
            )
        return self


def _n_points(edit: TissueStroke | TissueArea) -> int:
    if isinstance(edit, TissueStroke):
        return len(edit.points)
    return sum(map(len, edit.rings))


DEFAULT_TISSUE = Tissue()
