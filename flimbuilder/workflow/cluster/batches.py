"""Group images into batches for workers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from flimbuilder.errors import ClusterError, InputError, printable
from flimbuilder.workflow.cluster.futures import Batch, Cluster, LostItem
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import ImageSource

__all__ = ["as_here", "away", "batches_of_images", "require_readable"]

MOST_IMAGES = 16  # in a batch: some seconds of work
MOST_BYTES = 16 * 2**20  # of their files
BATCHES_PER_THREAD = 8  # at least, so that all workers end at about the same time

R = TypeVar("R")
T = TypeVar("T")


def batches_of_images(
    items: Sequence[T], path_of: Callable[[T], Path], n_threads: int
) -> Iterator[Batch[T]]:
    """Yield batches of consecutive images, with their numbers.

    Small files share a batch, so that sending it costs little; a large one has its own.

    Parameters
    ----------
    items : sequence of object
    path_of : callable
        Returns the file of an item.
    n_threads : int
        Of all workers.
    """
    most = min(MOST_IMAGES, max(1, len(items) // (BATCHES_PER_THREAD * max(1, n_threads))))
    batch: list[tuple[int, T]] = []
    n_bytes = 0
    for number, item in enumerate(items):
        size = _size(path_of(item))
        if batch and (len(batch) >= most or n_bytes + size > MOST_BYTES):
            yield batch
            batch, n_bytes = [], 0
        batch.append((number, item))
        n_bytes += size
    if batch:
        yield batch


def away(source: ImageSource) -> ImageSource:
    """Return an image by its absolute path, which workers read."""
    return replace(source, path=source.path.absolute())


def as_here(
    outcome: R | LostItem | FailedFile, paths: Sequence[Path], strict: bool
) -> R | FailedFile:
    """Return an outcome, with messages as if it had been computed here.

    Parameters
    ----------
    outcome : object
    paths : sequence of Path
        The files of the item, that of the image first.
    strict : bool

    Raises
    ------
    InputError
        If `strict` and there is no result.
    """
    if isinstance(outcome, LostItem):
        outcome = FailedFile(paths[0], f"{paths[0]}: {outcome.message}")
    if not isinstance(outcome, FailedFile):
        return outcome
    failed = outcome.path
    path = next((path for path in paths if path.absolute() == failed.absolute()), paths[0])
    message = outcome.message.replace(str(path.absolute()), str(path))
    if strict:
        raise InputError(message)
    return FailedFile(path, message)


def require_readable(cluster: Cluster, paths: Iterable[Path]) -> None:
    """Raise ClusterError if a worker can't read a file, or reads another one at its path."""
    for path in paths:
        _require_readable(cluster, path)


def _require_readable(cluster: Cluster, path: Path) -> None:
    own = _size(path)
    for worker, found in cluster.run_on_workers(file_size, str(path.absolute())).items():
        if isinstance(found, OSError):
            raise ClusterError(
                f"{path}: worker {worker} can't read it ({found.strerror or found}); give paths "
                "that all workers reach"
            )
        if isinstance(found, Exception):
            raise ClusterError(f"worker {worker}: {printable(str(found), 150)}")
        if found != own:
            raise ClusterError(
                f"{path}: has {own} bytes here and {found} on worker {worker}; give paths that "
                "lead to the same files there"
            )


def file_size(path: str) -> int:
    """Return the bytes of a file that can be opened; 0 of a folder."""
    place = Path(path)
    if place.is_dir():
        return 0
    with place.open("rb"):
        return place.stat().st_size


def _size(path: Path) -> int:
    try:
        return file_size(str(path))
    except OSError:
        return 0
