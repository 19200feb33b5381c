"""Decode the tiles of a large image on a cluster."""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.errors import ImageError, InputError
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.regions import regions_of
from flimbuilder.model.batches.passes import (
    BatchOutcome,
    TileNetwork,
    TilePass,
    pixel_reader,
    run_batch,
)
from flimbuilder.model.batches.plan import TileBatch
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.workflow.cluster.batches import as_here, away
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import ImageSource

__all__ = ["ClusterRunner"]


@dataclass(frozen=True)
class TileSettings:
    """What all batches of a pass share."""

    source: ImageSource
    decoder_choice: DecoderChoice
    tile_pass: TilePass


class ClusterRunner:
    """Computes batches of tiles on a cluster; workers read the image.

    Parameters
    ----------
    cluster : Cluster
    model : Model
    decoder_choice : DecoderChoice
        A complete choice.
    source : ImageSource
    on_wait : callable, default does nothing
        Called twice a second; raises to stop.
    """

    def __init__(
        self,
        cluster: Cluster,
        model: Model,
        decoder_choice: DecoderChoice,
        source: ImageSource,
        on_wait: Callable[[], None] = lambda: None,
    ) -> None:
        self._cluster, self._package = cluster, pack_model(model)
        self._choice, self._source, self._on_wait = decoder_choice, source, on_wait

    def run(
        self, network: TileNetwork, tile_pass: TilePass, batches: Sequence[TileBatch]
    ) -> Generator[tuple[TileBatch, BatchOutcome], None, None]:
        """Yield each batch with its outcome, in any order.

        Raises
        ------
        ClusterError
            If the cluster can't compute.
        ImageError
            If a worker can't read the image, or several died of a batch.
        """
        settings = TileSettings(away(self._source), self._choice, tile_pass)
        work = RemoteWork(compute_tiles, settings, own_versions())
        waiting = ([(number, batch)] for number, batch in enumerate(batches))
        computed = self._cluster.run(self._package, work, waiting, self._on_wait)
        with closing(computed) as outcomes:
            for number, outcome in outcomes:
                found = as_here(outcome, [self._source.path], strict=True)
                assert isinstance(found, BatchOutcome)
                yield batches[number], found


def compute_tiles(
    model: Model, settings: TileSettings, batch: TileBatch
) -> BatchOutcome | FailedFile:
    """Run a pass over a batch of tiles on a worker."""
    source = settings.source
    try:
        network = TileNetwork.of(model, settings.decoder_choice)
        return run_batch(network, settings.tile_pass, batch, _open_file.reader(source))
    except InputError as error:
        return FailedFile.of(source.path, error)
    except OSError as error:
        problem = ImageError(f"{source.path}: can't be read: {error.strerror or error}")
        return FailedFile.of(source.path, problem)


class _LastFile(threading.local):
    """The image that a thread reads, which stays open for the next batch."""

    def __init__(self) -> None:
        self._source: ImageSource | None = None
        self._version: tuple[int, int] = (0, 0)
        self._closing = ExitStack()
        self._read: ReadPixels | None = None

    def reader(self, source: ImageSource) -> ReadPixels:
        """Return a function that reads windows of an image."""
        version = _version_of(source.path)
        if self._read is None or (source, version) != (self._source, self._version):
            self._read = None
            self._closing.close()
            image = self._closing.enter_context(open_image(source.path))
            regions = regions_of(image, source.selection)
            self._read = pixel_reader(regions, source.description)
            self._source, self._version = source, version
        return self._read


def _version_of(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns


_open_file = _LastFile()
