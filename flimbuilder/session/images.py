"""The images of the project as commands; files are read in the background."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from flimbuilder.project.project import Role
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs

__all__ = ["Images"]


class Images:
    """Adding, removing, assigning and finding images.

    Parameters
    ----------
    document : Document
    jobs : Jobs
        Files are read in the lane ``files``.
    tell : callable
        Called with a line for the user, and whether it tells of an error.
    """

    def __init__(
        self, document: Document, jobs: Jobs, tell: Callable[[str, bool], None]
    ) -> None: ...

    def add(self, paths: Sequence[Path]) -> None:
        """Add image files, and the images of folders, as one command; they are for training."""

    def import_files(
        self,
        images: Path | None = None,
        markers: Path | None = None,
        labels: Path | None = None,
    ) -> None:
        """Bring images with their markers and masks in, paired by name, as one command.

        Without `images`, markers and masks are paired with the images of the project.
        """

    def relink(self, folders: Sequence[Path]) -> None:
        """Look for moved images in folders, by their content."""

    def remove(self, images: Iterable[str]) -> None:
        """Take images and their markers out of the project; the files stay."""

    def set_role(self, images: Iterable[str], role: Role) -> None:
        """Say what images are for."""

    def set_mask(self, image: str, mask: Path | None) -> None:
        """Give an image a reference mask, or take it away."""
