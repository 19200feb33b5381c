"""How the kernels of a block are divided among classes."""

from typing import Annotated

from pydantic import AfterValidator, Field

from flimbuilder.project.markers import ClassId
from flimbuilder.project.values import Value

__all__ = ["ClassShare", "ClassShares"]

LARGEST_SHARE = 1_000_000


class ClassShare(Value):
    """The share of a class in the kernels that the listed classes have together.

    Attributes
    ----------
    class_id : int
        In JSON it is ``class``.
    share : float
        Relative to the other classes; above 0.
    """

    class_id: ClassId = Field(alias="class")
    share: Annotated[float, Field(gt=0, le=LARGEST_SHARE)]


def _distinct(shares: tuple[ClassShare, ...]) -> tuple[ClassShare, ...]:
    ids = [entry.class_id for entry in shares]
    for class_id in ids:
        if ids.count(class_id) > 1:
            raise ValueError(f"class {class_id} is given twice; give each class one share")
    return shares


ClassShares = Annotated[tuple[ClassShare, ...], AfterValidator(_distinct), Field(max_length=1000)]
"""Shares of distinct classes; classes that are not listed keep what they have."""
