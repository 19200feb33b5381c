"""The exceptions of flimbuilder, one tree.

::

    FlimError                     whatever a user can mend; its text is one line
    ├── InputError                something handed in cannot be used
    │   ├── ImageError            an image or mask file, or its pixels
    │   ├── MarkerError           a marker, or a file of markers
    │   ├── ArchitectureError     a block, or a file of blocks
    │   └── ModelError            a model folder
    ├── ProjectError              the project folder
    │   ├── ProjectFormatError    what is written in it cannot be read
    │   ├── ProjectReadOnlyError  it may be read but not written
    │   └── SaveError             writing failed; what was there before is whole
    ├── LearnError                the markers and the architecture give no encoder
    └── Cancelled                 the user asked to stop

A message holds what was wrong, the limit, and the way out, on one line; where a file is
concerned it begins with the file's name. It is shown as it is by every edge of the program.
"""

__all__ = [
    "ArchitectureError",
    "Cancelled",
    "FlimError",
    "ImageError",
    "InputError",
    "LearnError",
    "MarkerError",
    "ModelError",
    "ProjectError",
    "ProjectFormatError",
    "ProjectReadOnlyError",
    "SaveError",
    "printable",
]


class FlimError(Exception):
    """Whatever a user can mend."""


class InputError(FlimError, ValueError):
    """Something handed in cannot be used."""


class ImageError(InputError):
    """An image or mask file, or its pixels, cannot be used."""


class MarkerError(InputError):
    """A marker, or a file of markers, cannot be used."""


class ArchitectureError(InputError):
    """A block, or a file of blocks, cannot be used."""


class ModelError(InputError):
    """A model folder cannot be used."""


class ProjectError(FlimError):
    """The project folder cannot be used."""


class ProjectFormatError(ProjectError):
    """What is written in the project folder cannot be read."""


class ProjectReadOnlyError(ProjectError):
    """The project may be read but not written."""


class SaveError(ProjectError):
    """Writing failed; what was there before is whole."""


class LearnError(FlimError):
    """The markers and the architecture give no encoder."""


class Cancelled(FlimError):
    """The user asked to stop."""


def printable(text: str, limit: int = 200) -> str:
    """Return `text` on one line: control characters escaped, what is beyond `limit` cut off."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."
