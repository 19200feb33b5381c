"""Estimate how long an image takes, from one of its tiles."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np

from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.image_statistics import image_statistics
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.model.batches.decode import LargeRequest, plan_of
from flimbuilder.model.batches.kept_maps import KeptMaps
from flimbuilder.model.batches.passes import (
    Found,
    TileNetwork,
    TilePass,
    count_passes,
    pixel_reader,
    run_batch,
)
from flimbuilder.model.batches.plan import Inside, TileBatch
from flimbuilder.model.memory import TILES_PER_WHOLE
from flimbuilder.model.tile_queue import count_cores, use_one_core

__all__ = ["seconds_per_tile"]

RUNS = 2  # the first loads the tile and libraries


def seconds_per_tile(
    request: LargeRequest, regions: ImageRegions, name: str, inside: Inside | None = None
) -> float:
    """Return the seconds that a tile takes in all passes, with all cores at work.

    The tile is in the middle of those that are predicted; with none, the result is 0.

    Parameters
    ----------
    request : LargeRequest
    regions : ImageRegions
    name : str
        Name of the image in messages.
    inside : Inside or None, default=None
        The part to predict.

    Raises
    ------
    ImageError
        If the image does not fit the encoder or cannot be read.
    """
    model, size = request.model, regions.shape[:2]
    require_encodable(model.encoder, model.document.architecture, regions.shape, name)
    plan = plan_of(request, size, inside)
    if not len(plan.indices):
        return 0.0
    network = TileNetwork.of(model, request.decoder_choice)
    read = pixel_reader(regions, name)
    batch = TileBatch(0, (int(plan.indices[len(plan.indices) // 2]),))
    plan = replace(plan, indices=np.array(batch.tiles, np.int64))
    standardisation = image_statistics(model.encoder, size, read)
    with ThreadPoolExecutor(1, initializer=use_one_core) as pool:
        for _ in range(RUNS):
            kept, found = KeptMaps.of(network, plan), list[Found]()
            if kept is not None:
                kept.open(BytesIO(), kept.n_bytes)
            began = time.perf_counter()
            for number in range(count_passes(network.decoder)):
                tile_pass = TilePass(number, plan, standardisation, tuple(found))
                outcome = pool.submit(run_batch, network, tile_pass, batch, read, kept).result()
                found.append(outcome.statistics)
            seconds = time.perf_counter() - began
    return seconds / min(count_cores(), TILES_PER_WHOLE)
