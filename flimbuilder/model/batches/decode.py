"""Decode an image of any size in batches of tiles."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

import flimbuilder
from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.tiled_decoding import tile_edges
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.model.batches.kept_maps import KeptMaps
from flimbuilder.model.batches.passes import TileNetwork, pixel_reader
from flimbuilder.model.batches.plan import Inside, TilePlan, plan_batches
from flimbuilder.model.batches.runner import LocalRunner, Runner
from flimbuilder.model.batches.running import Decoding
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.model.batches.work import MAPS_FILE, TemporaryWork, Work, WorkFolder
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES, tile_side
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["LargeRequest", "decode_large", "header_of", "plan_of"]

FORMAT = 1  # of the files in a work folder


@dataclass(frozen=True)
class LargeRequest:
    """How to decode a large image.

    Attributes
    ----------
    model : Model
    decoder_choice : DecoderChoice
        A complete choice.
    memory : int, default=125 * 10**6
        Bytes that one tile may take.
    """

    model: Model
    decoder_choice: DecoderChoice
    memory: int = WHOLE_BYTES // TILES_PER_WHOLE


def plan_of(
    request: LargeRequest, size: tuple[int, int], inside: Inside | None = None
) -> TilePlan:
    """Plan the tiles and batches of an image.

    Parameters
    ----------
    request : LargeRequest
    size : tuple of int
        (height, width) of the image, in pixels.
    inside : Inside or None, default=None
        The part to compute; None is the whole image.
    """
    document = request.model.document
    decoder, blocks = request.model.decoder(request.decoder_choice), document.architecture.blocks
    return plan_batches(
        size,
        blocks,
        decoder.blocks,
        tile_side(document, request.decoder_choice, request.memory),
        edges=tile_edges(decoder, blocks),
        inside=inside,
    )


@contextmanager
def decode_large(
    request: LargeRequest,
    regions: ImageRegions,
    name: str,
    *,
    inside: Inside | None = None,
    runner: Runner | None = None,
    journal: WorkFolder | None = None,
    scratch: Path | None = None,
    on_progress: Progress = no_progress,
) -> Iterator[LargeSaliency]:
    """Yield the saliency of an image of any size; memory does not grow with it.

    With a work folder, batches that an earlier run computed are not computed again, and the
    saliency has the bytes of an undisturbed run. The folder is removed when the block ends, and
    stays if it raises.

    Parameters
    ----------
    request : LargeRequest
    regions : ImageRegions
        The pixels of the image.
    name : str
        Name of the image in messages.
    inside : Inside or None, default=None
        The part to predict, such as its tissue; outside it, the saliency is 0. Tiles without a
        pixel inside are not computed, so that maxima of the image are those of the other tiles.
    runner : Runner or None, default=None
        Computes the batches; None does so on threads of this process.
    journal : WorkFolder or None, default=None
        Where to keep what is computed; None keeps it in temporary files.
    scratch : Path or None, default=None
        Folder of the temporary files if they exceed 64 MB; None is the system's.
    on_progress : callable, default does nothing
        Called with the tiles done in all passes, after each batch; raises to cancel.

    Raises
    ------
    ImageError
        If the image does not fit the encoder or cannot be read.
    SaveError
        If the disk is full, or another program uses the work folder.
    """
    model = request.model
    require_encodable(model.encoder, model.document.architecture, regions.shape, name)
    read = pixel_reader(regions, name)
    plan = plan_of(request, regions.shape[:2], inside)
    with ExitStack() as stack:
        if journal is None:
            work: Work = TemporaryWork(scratch, stack)
        else:
            work = stack.enter_context(journal.opened(header_of(request, regions, plan), name))
        network = TileNetwork.of(model, request.decoder_choice)
        kept = KeptMaps.of(network, plan) if runner is None else None
        if kept is not None:
            kept.open(work.file(MAPS_FILE, kept.n_bytes), work.free() // 2)
        decoding = Decoding(network, plan, len(model.document.object_classes), work, kept)
        decoding.resume(work.records())
        if journal is not None and decoding.done:
            done = f"{decoding.done} of {decoding.total} tiles"
            journal.on_note(f"{name}: goes on after {done} of an earlier run")
        stage = f"predicting {Path(name).name} in tiles"
        decoding.run(
            read,
            runner or LocalRunner(read, kept=kept),
            lambda done, total: on_progress(stage, done, total),
        )
        if kept is not None:
            kept.drop()  # the results need the disk
        yield LargeSaliency(
            plan, decoding.n_objects, network.decoder, decoding.stores, decoding.peaks, inside
        )


def header_of(request: LargeRequest, regions: ImageRegions, plan: TilePlan) -> dict[str, Any]:
    """Return everything that the sums depend on, under names for messages."""
    document = request.model.document
    return {
        "version": [FORMAT, flimbuilder.__version__, torch.__version__],
        "device": request.model.device.type,
        "model": [document.fingerprint, document.kernel_classes, document.object_classes],
        "decoder": request.decoder_choice.model_dump(mode="json"),
        "shape": [*regions.shape, str(regions.dtype)],
        "division into tiles": plan.digest,
    }
