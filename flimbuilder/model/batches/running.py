"""Run all passes over an image, and keep what each batch found."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from torch import Tensor

from flimbuilder.flim.decoders.base import join_surveys
from flimbuilder.flim.image_statistics import image_statistics
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.standardise import Statistics
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.flim.tiled_decoding import block_statistics
from flimbuilder.model.batches.journal import Record
from flimbuilder.model.batches.kept_maps import KeptMaps
from flimbuilder.model.batches.passes import (
    BatchOutcome,
    Found,
    TileNetwork,
    TilePass,
    count_passes,
    whole_peaks,
)
from flimbuilder.model.batches.plan import TileBatch, TilePlan
from flimbuilder.model.batches.runner import Runner
from flimbuilder.model.batches.store import SumStore
from flimbuilder.model.batches.work import SUMS_FILE, Work
from flimbuilder.model.tile_queue import MOST_WORKERS, count_cores, use_one_core

__all__ = ["Decoding", "JoinedBatches"]

STANDARDISATION = -1  # instead of the number of a pass


class JoinedBatches:
    """The statistics of a pass, joined in the order of the batches, in whatever order they arrive.

    Floating-point sums depend on the order.
    """

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.joined: Found = {}
        self._next = 0
        self._waiting: dict[int, Found] = {}

    def add(self, number: int, found: Found) -> None:
        """Add the statistics of a batch that was not added before."""
        self.numbers.add(number)
        self._waiting[number] = found
        while (following := self._waiting.pop(self._next, None)) is not None:
            self.joined = {
                block: join_surveys(self.joined[block], values) if self._next else values
                for block, values in following.items()
            }
            self._next += 1


class Decoding:
    """The passes over one image.

    Parameters
    ----------
    network : TileNetwork
    plan : TilePlan
    n_objects : int
        Number of object classes.
    work : Work
        Keeps sums and records.
    kept : KeptMaps or None, default=None
        Maps to drop if the disk is full.

    Attributes
    ----------
    stores : dict of int to SumStore
        By block.
    """

    def __init__(
        self,
        network: TileNetwork,
        plan: TilePlan,
        n_objects: int,
        work: Work,
        kept: KeptMaps | None = None,
    ) -> None:
        self.network, self.plan, self.n_objects = network, plan, n_objects
        self._kept = kept
        self._work, self._batches = work, plan.batches
        self._passes = [JoinedBatches() for _ in range(count_passes(network.decoder))]
        self._standardisation: Record | None = None
        self.stores: dict[int, SumStore] = {}
        for block in block_statistics(network.decoder):
            rows, cols = (map_sides(side, network.blocks)[block] for side in plan.size)
            store = SumStore(plan, block, (rows, cols), n_objects)
            store.open(work.file(f"{SUMS_FILE}{block}", store.n_bytes))
            self.stores[block] = store

    @property
    def total(self) -> int:
        """Tiles of all passes."""
        return len(self._passes) * len(self.plan.indices)

    @property
    def done(self) -> int:
        """Tiles done, over all passes."""
        return sum(
            len(self._batches[number].tiles)
            for of_pass in self._passes
            for number in of_pass.numbers
        )

    @property
    def peaks(self) -> dict[int, Tensor]:
        """By block, what divides the sums of each object class."""
        return whole_peaks(self.network.decoder, self._passes[-1].joined, self.n_objects)

    def resume(self, records: Iterable[Record]) -> None:
        """Take what an earlier run computed, except sums that did not reach the disk."""
        for record in records:
            if record.pass_number == STANDARDISATION:
                self._standardisation = record
                continue
            is_pass = 0 <= record.pass_number < len(self._passes)
            if not is_pass or not 0 <= record.batch < len(self._batches):
                continue
            of_pass, batch = self._passes[record.pass_number], self._batches[record.batch]
            whole = all(
                self.stores[block].checksum(batch) == checksum
                for block, checksum in record.checksums.items()
            )
            if whole and batch.number not in of_pass.numbers:
                of_pass.add(batch.number, record.statistics)

    def run(self, read: ReadPixels, runner: Runner, on_tiles: Callable[[int, int], None]) -> None:
        """Compute what is missing.

        Parameters
        ----------
        read : callable
            Reads the image's pixels.
        runner : Runner
        on_tiles : callable
            Called with the tiles done and all tiles; raises to stop.
        """
        total, done = self.total, self.done
        on_tiles(done, total)
        if done == total:
            return
        standardisation = self._standardise(read)
        found: list[Found] = []
        for number, of_pass in enumerate(self._passes):
            missing = [batch for batch in self._batches if batch.number not in of_pass.numbers]
            tile_pass = TilePass(number, self.plan, standardisation, tuple(found))
            with closing(runner.run(self.network, tile_pass, missing)) as outcomes:
                for batch, outcome in outcomes:
                    self._keep(number, batch, outcome)
                    done += len(batch.tiles)
                    on_tiles(done, total)
            found.append(of_pass.joined)

    def _keep(self, number: int, batch: TileBatch, outcome: BatchOutcome) -> None:
        """Write sums, then the record of them."""
        with self._work.writing():
            try:
                self._write(number, batch, outcome)
            except OSError:
                if self._kept is None or not self._kept.drop():
                    raise
                self._write(number, batch, outcome)
        self._passes[number].add(batch.number, outcome.statistics)

    def _write(self, number: int, batch: TileBatch, outcome: BatchOutcome) -> None:
        checksums = {
            block: self.stores[block].write(batch, sums) for block, sums in outcome.sums.items()
        }
        self._work.add(Record(number, batch.number, outcome.statistics, checksums))

    def _standardise(self, read: ReadPixels) -> Statistics | None:
        """Return the statistics of the whole image, measured once."""
        record, device = self._standardisation, next(self.network.encoder.parameters()).device
        if record is None:
            threads = 1 + min(count_cores(), MOST_WORKERS)
            # Computed by one core, on which the last bits depend; the others read.
            with ThreadPoolExecutor(threads, initializer=use_one_core) as pool:
                measured = pool.submit(
                    image_statistics, self.network.encoder, self.plan.size, read, pool.map
                ).result()
            values: dict[str, Tensor] = {}
            if measured is not None:
                values["mean"] = measured[0].cpu()
                if measured[1] is not None:
                    values["deviation"] = measured[1].cpu()
            record = Record(STANDARDISATION, 0, {0: values})
            with self._work.writing():
                self._work.add(record)
        values = {name: value.to(device) for name, value in record.statistics[0].items()}
        return (values["mean"], values.get("deviation")) if values else None
