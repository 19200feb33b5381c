"""Decode an image of any size in batches of tiles."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.tiled_decoding import block_statistics, tile_edges
from flimbuilder.flim.tiles import image_statistics
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.model.batches.passes import (
    Found,
    TileNetwork,
    TilePass,
    count_passes,
    join_found,
    pixel_reader,
    whole_peaks,
)
from flimbuilder.model.batches.plan import BATCH_TILES, Inside, TilePlan, plan_batches
from flimbuilder.model.batches.runner import LocalRunner, Runner
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.model.batches.store import SumStore
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES, tile_side
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import save_error

__all__ = ["LargeRequest", "decode_large", "plan_of"]


@dataclass(frozen=True)
class LargeRequest:
    """How to decode a large image.

    Attributes
    ----------
    decoder_choice : DecoderChoice
        A complete choice.
    memory : int, default=125 * 10**6
        Bytes that one tile may take.
    """

    model: Model
    decoder_choice: DecoderChoice
    memory: int = WHOLE_BYTES // TILES_PER_WHOLE


def plan_of(
    request: LargeRequest,
    size: tuple[int, int],
    inside: Inside | None = None,
    batch_tiles: int = BATCH_TILES,
) -> TilePlan:
    """Plan the tiles and batches of an image of a (height, width)."""
    document = request.model.document
    decoder, blocks = request.model.decoder(request.decoder_choice), document.architecture.blocks
    return plan_batches(
        size,
        blocks,
        decoder.blocks,
        tile_side(document, request.decoder_choice, request.memory),
        edges=tile_edges(decoder, blocks),
        inside=inside,
        batch_tiles=batch_tiles,
    )


@contextmanager
def decode_large(
    request: LargeRequest,
    regions: ImageRegions,
    name: str,
    *,
    inside: Inside | None = None,
    runner: Runner | None = None,
    journal: None = None,
    scratch: Path | None = None,
    on_progress: Progress = no_progress,
) -> Iterator[LargeSaliency]:
    """Yield the saliency of an image of any size; memory does not grow with it.

    Parameters
    ----------
    request : LargeRequest
    regions : ImageRegions
        The pixels of the image.
    name : str
        Name of the image in messages.
    inside : Inside or None, default=None
        The part to predict, such as its tissue; outside it, the saliency is 0.
    runner : Runner or None, default=None
        Computes the batches; None does so on threads of this process.
    journal : None
        Coming: WorkFolder, by which a stopped decoding goes on.
    scratch : Path or None, default=None
        Folder of the temporary file of sums; None is the system's.
    on_progress : callable, default does nothing
        Called with the tiles done in all passes, after each batch; raises to cancel.

    Raises
    ------
    ImageError
        If the image does not fit the encoder or cannot be read.
    SaveError
        If the disk is full.
    """
    model, size = request.model, regions.shape[:2]
    require_encodable(model.encoder, model.document.architecture, regions.shape, name)
    network, read = TileNetwork.of(model, request.decoder_choice), pixel_reader(regions, name)
    plan, n_objects = plan_of(request, size, inside), len(model.document.object_classes)
    runner = runner or LocalRunner(read)
    with ExitStack() as stack:
        stores = {}
        for block in block_statistics(network.decoder):
            rows, cols = (map_sides(side, network.blocks)[block] for side in size)
            file = stack.enter_context(tempfile.TemporaryFile(dir=scratch, buffering=0))
            stores[block] = SumStore(plan, block, (rows, cols), n_objects, file)
        standardisation = image_statistics(model.encoder, size, read)
        found: list[Found] = []
        n_passes = count_passes(network.decoder)
        total, done = n_passes * len(plan.indices), 0
        stage = f"predicting {Path(name).name} in tiles"
        on_progress(stage, done, total)
        for number in range(n_passes if total else 0):
            tile_pass = TilePass(number, plan, standardisation, tuple(found))
            outcomes: dict[int, Found] = {}
            for batch, outcome in runner.run(network, tile_pass, plan.batches):
                try:
                    for block, sums in outcome.sums.items():
                        stores[block].write(batch, sums)
                except OSError as error:
                    raise save_error(scratch or Path(tempfile.gettempdir()), error) from None
                outcomes[batch.number] = outcome.statistics
                done += len(batch.tiles)
                on_progress(stage, done, total)
            found.append(join_found([outcomes[batch] for batch in sorted(outcomes)]))
        peaks = whole_peaks(network.decoder, found[-1] if found else {}, n_objects)
        yield LargeSaliency(plan, n_objects, network.decoder, stores, peaks, inside)
