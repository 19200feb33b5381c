"""Run batches of tiles on an accelerator, while others are read, sent and fetched.

Each thread has its batch and its stream: the copies of one stream overlap the computations of the
others. Pixels are read ahead on further threads, into pinned memory, which the device
fetches itself, and sent as they are stored.
"""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.flim.tile_plan import read_window
from flimbuilder.model.batches.passes import BatchOutcome, TileNetwork, TilePass, run_batch
from flimbuilder.model.batches.plan import TileBatch
from flimbuilder.model.batches.runner import taken_as_ready
from flimbuilder.model.tile_queue import MOST_WORKERS, count_cores

__all__ = ["AcceleratorRunner", "PixelStream", "as_unit"]

STREAMS = 3  # one computes while one sends and one fetches
AHEAD = 2  # tiles of each batch that are read before they are needed
LARGEST = {torch.uint8: 255.0, torch.int16: 65535.0}  # 16 bits are sent as signed ones

Window = tuple[slice, slice]


class AcceleratorRunner:
    """Computes batches on the device of the network.

    Parameters
    ----------
    read : callable
        Reads the image's pixels, on several threads at once.
    """

    def __init__(self, read: ReadPixels) -> None:
        self._read = read

    def run(
        self, network: TileNetwork, tile_pass: TilePass, batches: Sequence[TileBatch]
    ) -> Generator[tuple[TileBatch, BatchOutcome]]:
        """Yield each batch with its outcome as soon as it is ready."""
        device = next(network.encoder.parameters()).device
        readers = min(count_cores(), MOST_WORKERS)

        def compute(batch: TileBatch) -> BatchOutcome:
            windows = (read_window(tile_pass.plan.tile(index)) for index in batch.tiles)
            pixels = PixelStream(self._read, windows, reading, device)
            with _stream_of(device):
                return run_batch(network, tile_pass, batch, pixels)

        # The precision belongs to the process: threads must not restore it for each other.
        with (
            full_precision(),
            ThreadPoolExecutor(readers) as reading,
            ThreadPoolExecutor(STREAMS) as computing,
        ):
            yield from taken_as_ready(computing, compute, batches, STREAMS)


def _stream_of(device: torch.device) -> AbstractContextManager[object]:
    """Return a context in which this thread computes on a new stream."""
    if device.type != "cuda":
        return nullcontext()
    stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.default_stream(device))  # the network has been sent on that
    return torch.cuda.stream(stream)


class PixelStream:
    """Reads windows of an image ahead, in their order, and sends them to a device.

    Parameters
    ----------
    read : callable
        Reads the image's pixels, on any thread.
    windows : iterator of tuple of slice
        The rows and columns that will be asked for.
    pool : Executor
    device : torch.device
    """

    def __init__(
        self, read: ReadPixels, windows: Iterator[Window], pool: Executor, device: torch.device
    ) -> None:
        self._read, self._windows, self._pool, self._device = read, windows, pool, device
        self._ahead: deque[tuple[Window, Future[Tensor]]] = deque()
        self._fill()

    def __call__(self, rows: slice, cols: slice) -> Any:
        """Return the pixels (rows, columns, channels) of the next window on the device, in [0, 1].

        The copy may not be complete yet; computations on this thread's stream wait for it.
        """
        window, future = self._ahead.popleft()
        assert window == (rows, cols)
        pixels = future.result()
        self._fill()
        return as_unit(pixels.to(self._device, non_blocking=True))

    def _fill(self) -> None:
        while len(self._ahead) < AHEAD and (window := next(self._windows, None)) is not None:
            self._ahead.append((window, self._pool.submit(self._stored, *window)))

    def _stored(self, rows: slice, cols: slice) -> Tensor:
        """Read pixels as they are stored, into pinned memory if the device fetches from there."""
        pixels: NDArray[Any] = np.ascontiguousarray(self._read(rows, cols))
        if pixels.dtype == np.uint16:
            pixels = pixels.view(np.int16)
        stored = torch.from_numpy(pixels)
        return stored.pin_memory() if self._device.type == "cuda" else stored


def as_unit(stored: Tensor) -> Tensor:
    """Scale pixels in [0, 1] as :func:`~flimbuilder.imaging.scaling.scale_image` does.

    Parameters
    ----------
    stored : Tensor
        Of uint8; of int16, with the bits of uint16; or floats in [0, 1], which stay.
    """
    if stored.is_floating_point():
        return stored
    values = stored
    if stored.dtype == torch.int16:
        values = stored.to(torch.int32).bitwise_and_(0xFFFF)
    return values.to(torch.float32).div_(LARGEST[stored.dtype])
