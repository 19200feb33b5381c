"""The base of every value that is kept in a project: frozen, checked, and written as JSON."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from flimbuilder.errors import printable

__all__ = ["Value", "describe"]


class Value(BaseModel):
    """A frozen value with checked fields.

    Fields that are Python keywords carry the file's name as an alias (``class_id`` is ``class``
    in JSON). An unknown field is an error, so that a misspelt one never passes in silence.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    def with_(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, checked again."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **changes})


def describe(error: ValidationError, root: Sequence[str | int] = ()) -> str:
    """Say the first fault of a validation in one line: where, what is wrong, what was given.

    Parameters
    ----------
    error : pydantic.ValidationError
        What the validation raised.
    root : sequence of str or int, default=()
        Where in the file the validated value stands.

    Returns
    -------
    str
        For example ``blocks.0.kernel_size: 4 is even ... (given: 4)``.
    """
    faults = error.errors(include_url=False)
    fault = faults[0]
    place = printable(".".join(str(part) for part in (*root, *fault["loc"])))
    reason = fault["msg"].removeprefix("Value error, ")
    given = "" if fault["type"] == "missing" else f" (given: {_short(fault['input'])})"
    others = f"; and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"{place}: {reason}{given}{others}" if place else f"{reason}{given}{others}"


def _short(value: object, limit: int = 60) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
