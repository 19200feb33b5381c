"""Run batches on the workers of a cluster, a bounded number at a time."""

import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from flimbuilder.errors import ClusterError, printable
from flimbuilder.workflow.cluster.packages import ModelPackage
from flimbuilder.workflow.cluster.worker import RemoteWork, run_batch

__all__ = ["Batch", "Cluster", "LostItem"]

AHEAD = 2  # batches for each thread of the workers: one in work, one that waits there
EARLY = 4  # results for each batch under way that wait for one before them
POLL = 0.5  # seconds between calls of `on_wait`
COUNTED_EVERY = 2.0  # seconds between counts of the workers
MOST_SECONDS_ALONE = 60.0  # without a worker

T = TypeVar("T")
R = TypeVar("R")

Batch = Sequence[tuple[int, T]]


@dataclass(frozen=True)
class LostItem:
    """An item without a result, because every worker that computed it died."""

    n_workers: int

    @property
    def message(self) -> str:
        """What happened, and the way out."""
        return (
            f"{self.n_workers} workers died while computing it; give workers more memory, or "
            "make images smaller"
        )


class Cluster:
    """A connection to the scheduler of a cluster.

    Parameters
    ----------
    client : distributed.Client
    address : str
        For messages.

    Notes
    -----
    What all batches share travels once to each worker, under a key that follows from its content:
    a second call with the same model sends nothing.
    """

    def __init__(self, client: Any, address: str) -> None:
        self.address = address
        self._client = client
        self._counted = self._alone_since = -float("inf")
        self._n_threads = 0

    def __repr__(self) -> str:
        return f"Cluster({self.address!r})"

    @property
    def n_threads(self) -> int:
        """Number of threads of all workers, counted every two seconds.

        Raises
        ------
        ClusterError
            If there has been no worker for a minute, or the scheduler is gone.
        """
        now = time.monotonic()
        if now - self._counted < COUNTED_EVERY:
            return self._n_threads
        self._require_scheduler()
        try:
            self._n_threads = sum(self._client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None
        self._counted = now
        if self._n_threads:
            self._alone_since = now
        elif now - self._alone_since > MOST_SECONDS_ALONE:
            raise ClusterError(
                f"{self.address}: has had no worker for {MOST_SECONDS_ALONE:.0f} s; start some "
                "and run the command again"
            )
        return self._n_threads

    def run_on_workers(self, function: Callable[..., R], *values: object) -> dict[str, R]:
        """Call a function at once on every worker, beside its batches.

        Returns
        -------
        dict of str to object
            By the worker's address; an exception if the function raised it.
        """
        results: dict[str, R] = self._client.run(function, *values, on_error="return")
        return results

    def run(
        self,
        package: ModelPackage,
        work: RemoteWork[Any, T, R],
        batches: Iterable[Batch[T]],
        on_wait: Callable[[], None] = lambda: None,
        *,
        ordered: bool = False,
    ) -> Generator[tuple[int, R | LostItem], None, None]:
        """Compute batches of numbered items, and yield number and result as they arrive.

        At most two batches for each thread of the workers are under way; `batches` is advanced
        when there is room for one. If a worker dies, its batches go to others. Items of a batch
        that several workers died of are computed one by one, and those that are still fatal yield
        `LostItem`.

        Parameters
        ----------
        package : ModelPackage
        work : RemoteWork
        batches : iterable of sequence of (int, object)
            The items of a batch are computed one after the other by one worker.
        on_wait : callable, default does nothing
            Called twice a second; raises to stop.
        ordered : bool, default=False
            Yield results in the order of their numbers, which count from 0. Early ones wait; if
            they are many, no further batch begins.

        Raises
        ------
        ClusterError
            If there is no worker, the scheduler is gone, or a worker can't run flimbuilder.
        Exception
            The error of an item.

        Notes
        -----
        Close it if it may not be exhausted: batches that have not begun are dropped.
        """
        flight: _Flight[T] = _Flight(self._client, (self._put(package), self._put(work)))
        waiting = _WithRetries(batches)
        early: dict[int, R | LostItem] = {}
        number = 0
        try:
            while True:
                room = max(1, AHEAD * self.n_threads)
                while len(flight) < room and (waiting.has_retries or len(early) < EARLY * room):
                    if (batch := next(waiting, None)) is None:
                        break
                    flight.submit(batch)
                if not flight:
                    return
                for batch, outcome in self._arrived(flight, on_wait):
                    if isinstance(outcome, LostItem) and len(batch) > 1:
                        waiting.retry(batch)
                        continue
                    results = [outcome] if isinstance(outcome, LostItem) else outcome
                    numbered = zip((number for number, _ in batch), results, strict=True)
                    if not ordered:
                        yield from numbered
                        continue
                    early.update(numbered)
                    while number in early:
                        yield number, early.pop(number)
                        number += 1
        finally:
            flight.cancel()

    def _arrived(
        self, flight: "_Flight[T]", on_wait: Callable[[], None]
    ) -> Iterator[tuple[Batch[T], Any]]:
        """Wait for batches, and yield those that are done."""
        while not (done := flight.done(POLL)):
            on_wait()
            self._require_scheduler()
            _ = self.n_threads  # raises if all workers have left
        for batch, outcome in done:
            if isinstance(outcome, Exception):
                raise self._explained(outcome)
            yield batch, outcome

    def _put(self, value: object) -> Any:
        """Return a future of a value that stays on the cluster, computed again if it is lost."""
        content = pickle.dumps(value)
        key = f"flimbuilder-{sha256(content).hexdigest()}"
        return self._client.submit(pickle.loads, content, key=key)

    def _require_scheduler(self) -> None:
        if self._client.status != "running":
            raise self._gone()

    def _gone(self, error: Exception | None = None) -> ClusterError:
        reason = f" ({printable(str(error), 80)})" if error and str(error) else ""
        return ClusterError(
            f"{self.address}: the scheduler is gone{reason}; start it and run the command again"
        )

    def _explained(self, error: Exception) -> Exception:
        if isinstance(error, ImportError):
            return ClusterError(
                f"{self.address}: a worker can't run flimbuilder ({printable(str(error), 80)}); "
                "install the same version there"
            )
        if type(error).__name__ in ("FutureCancelledError", "CancelledError"):
            return self._gone()
        return error


class _WithRetries(Iterator[Batch[T]]):
    """Batches; first, item by item, those that must be computed again."""

    def __init__(self, batches: Iterable[Batch[T]]) -> None:
        self._batches = iter(batches)
        self._again: deque[Batch[T]] = deque()

    @property
    def has_retries(self) -> bool:
        """True if the next batch is computed again."""
        return bool(self._again)

    def retry(self, batch: Batch[T]) -> None:
        """Yield each item of a batch in a batch that has no other."""
        self._again.extend([item] for item in batch)

    def __next__(self) -> Batch[T]:
        return self._again.popleft() if self._again else next(self._batches)


class _Flight(Generic[T]):
    """The batches that workers have not finished."""

    def __init__(self, client: Any, shared: Sequence[Any]) -> None:
        self._client, self._shared = client, shared
        self._pending: dict[str, tuple[Any, Batch[T]]] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._pending)

    def submit(self, batch: Batch[T]) -> None:
        """Begin a batch."""
        items = [item for _, item in batch]
        future = self._client.submit(run_batch, *self._shared, items, pure=False)
        self._pending[future.key] = future, batch
        future.add_done_callback(self._done.put)

    def done(self, seconds: float) -> list[tuple[Batch[T], Any]]:
        """Return batches that are done, with their results, `LostItem` or an exception.

        Wait for the first, at most some seconds.
        """
        try:
            futures = [self._done.get(timeout=seconds)]
        except Empty:
            return []
        with suppress(Empty):
            while True:
                futures.append(self._done.get_nowait())
        finished = [future for future in futures if future.status == "finished"]
        outcomes = dict(
            zip((future.key for future in finished), self._gather(finished), strict=True)
        )
        for future in futures:
            if future.status == "error":
                outcomes[future.key] = _failure(future.exception())
            elif future.key not in outcomes:
                if future.status == "cancelled":
                    outcomes[future.key] = ClusterError()
                else:  # its worker died, and another computes it
                    future.add_done_callback(self._done.put)
        return [(self._pending.pop(key)[1], outcome) for key, outcome in outcomes.items()]

    def _gather(self, futures: Sequence[Any]) -> list[Any]:
        """Fetch results together, which takes one exchange with each worker."""
        try:
            results: list[Any] = self._client.gather(futures)
        except Exception:
            return [self._fetch(future) for future in futures]
        return results

    def _fetch(self, future: Any) -> Any:
        try:
            return future.result()
        except Exception as error:
            return _failure(error)

    def cancel(self) -> None:
        """Cancel all batches."""
        if self._pending and self._client.status == "running":
            self._client.cancel([future for future, _ in self._pending.values()])
        self._pending.clear()


def _failure(error: Exception) -> "LostItem | Exception":
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return LostItem(error.allowed_failures + 1)
    return error
