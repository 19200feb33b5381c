"""Run the batches of a pass: on threads of this process, or elsewhere."""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any, Protocol

from numpy.typing import NDArray

from flimbuilder.errors import Cancelled
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.model.batches.kept_maps import KeptMaps
from flimbuilder.model.batches.passes import BatchOutcome, TileNetwork, TilePass, run_batch
from flimbuilder.model.batches.plan import TileBatch
from flimbuilder.model.memory import TILES_PER_WHOLE
from flimbuilder.model.tile_queue import count_cores, use_one_core

__all__ = ["LocalRunner", "Runner", "taken_as_ready"]


class Runner(Protocol):
    """Computes batches anywhere."""

    def run(
        self, network: TileNetwork, tile_pass: TilePass, batches: Sequence[TileBatch]
    ) -> Generator[tuple[TileBatch, BatchOutcome]]:
        """Yield each batch with its outcome, of :func:`run_batch`, in any order.

        Only a few outcomes may wait to be taken: they hold the saliency of their tiles. Closing
        the iterator stops the work.
        """
        ...


class LocalRunner:
    """Computes batches on threads of this process, each by one core, or on an accelerator.

    Parameters
    ----------
    read : callable
        Reads the image's pixels, on several threads at once.
    threads : int or None, default=None
        Number of threads; None is one for each core, at most 16, since each holds a tile.
    kept : KeptMaps or None, default=None
        Where maps are kept for the next pass, on the CPU.
    """

    def __init__(
        self, read: ReadPixels, threads: int | None = None, kept: KeptMaps | None = None
    ) -> None:
        self._read, self._threads, self._kept = read, threads, kept

    def run(
        self, network: TileNetwork, tile_pass: TilePass, batches: Sequence[TileBatch]
    ) -> Generator[tuple[TileBatch, BatchOutcome]]:
        """Yield each batch with its outcome as soon as it is ready."""
        if next(network.encoder.parameters()).device.type != "cpu":
            from flimbuilder.model.batches.accelerator import AcceleratorRunner

            yield from AcceleratorRunner(self._read).run(network, tile_pass, batches)
            return
        threads = self._threads or min(count_cores(), TILES_PER_WHOLE)
        stopped = Event()

        def read(rows: slice, cols: slice) -> NDArray[Any]:
            if stopped.is_set():  # so that stopping takes no longer than a tile
                raise Cancelled("stopped")
            return self._read(rows, cols)

        def compute(batch: TileBatch) -> BatchOutcome:
            return run_batch(network, tile_pass, batch, read, self._kept)

        with ThreadPoolExecutor(threads, initializer=use_one_core) as pool:
            try:
                yield from taken_as_ready(pool, compute, batches, threads)
            finally:
                stopped.set()


def taken_as_ready(
    pool: Executor,
    compute: Callable[[TileBatch], BatchOutcome],
    batches: Iterable[TileBatch],
    threads: int,
) -> Generator[tuple[TileBatch, BatchOutcome]]:
    """Compute batches on a pool of threads; yield each as soon as it is ready.

    Parameters
    ----------
    pool : Executor
    compute : callable
    batches : iterable of TileBatch
        Taken when a thread is about to be free.
    threads : int
        Of the pool. One more batch is submitted, so that no thread waits for results to be kept.
    """
    begun: dict[Future[BatchOutcome], TileBatch] = {}
    waiting = iter(batches)
    try:
        while True:
            while len(begun) <= threads and (batch := next(waiting, None)) is not None:
                begun[pool.submit(compute, batch)] = batch
            if not begun:
                return
            done, _ = wait(begun, return_when=FIRST_COMPLETED)
            future = next(future for future in begun if future in done)
            yield begun.pop(future), future.result()
    finally:
        for future in begun:
            future.cancel()
