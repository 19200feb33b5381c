"""The first blocks of another model, with which a project's encoder begins."""

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field

from flimbuilder.project.values import Value

__all__ = ["EncoderStart"]


class EncoderStart(Value):
    """The first blocks of another model: an encoder has them as they are, and learns the others.

    Attributes
    ----------
    path : str
        The model folder: a POSIX path relative to the project folder; may contain ``..``. In JSON
        it is ``from``.
    absolute : str or None, default=None
        Absolute path, if the model is outside the project folder. None is not written.
    blocks : int
        Number of blocks, 1 to 50.
    fingerprint : str
        Of the model: the SHA-256 of its architecture and tensors. A build refuses any other.
    """

    path: Annotated[str, Field(alias="from", min_length=1, max_length=4096)]
    absolute: Annotated[str, Field(max_length=4096)] | None = Field(
        default=None, exclude_if=lambda given: given is None
    )
    blocks: Annotated[int, Field(ge=1, le=50)]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @property
    def name(self) -> str:
        """Name of the model folder, for people."""
        return PurePosixPath(self.path).name or self.path

    @property
    def key(self) -> tuple[int, str]:
        """All that an encoder depends on: the number of blocks, and the model's fingerprint."""
        return self.blocks, self.fingerprint
