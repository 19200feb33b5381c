"""Run the batches of a pass: on threads of this process, or elsewhere."""

from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol

from flimbuilder.flim.tiles import ReadPixels
from flimbuilder.model.batches.passes import BatchOutcome, TileNetwork, TilePass, run_batch
from flimbuilder.model.batches.plan import TileBatch
from flimbuilder.model.tile_queue import MOST_WORKERS, count_cores, use_one_core

__all__ = ["LocalRunner", "Runner"]


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
    """Computes batches on threads of this process, each by one core.

    Parameters
    ----------
    read : callable
        Reads the image's pixels, on several threads at once.
    threads : int or None, default=None
        Number of threads; None is one for each core, at most 4, since each holds a tile.
    """

    def __init__(self, read: ReadPixels, threads: int | None = None) -> None:
        self._read, self._threads = read, threads

    def run(
        self, network: TileNetwork, tile_pass: TilePass, batches: Sequence[TileBatch]
    ) -> Generator[tuple[TileBatch, BatchOutcome]]:
        """Yield each batch with its outcome as soon as it is ready."""
        on_cpu = next(network.encoder.parameters()).device.type == "cpu"
        threads = self._threads or (min(count_cores(), MOST_WORKERS) if on_cpu else 1)
        begun: dict[Future[BatchOutcome], TileBatch] = {}
        waiting = iter(batches)
        with ThreadPoolExecutor(threads, initializer=use_one_core) as pool:
            try:
                while True:
                    # One more batch than threads, so that none waits for the results to be kept.
                    while len(begun) <= threads and (batch := next(waiting, None)) is not None:
                        future = pool.submit(run_batch, network, tile_pass, batch, self._read)
                        begun[future] = batch
                    if not begun:
                        return
                    done, _ = wait(begun, return_when=FIRST_COMPLETED)
                    future = next(future for future in begun if future in done)
                    yield begun.pop(future), future.result()
            finally:
                for future in begun:
                    future.cancel()
