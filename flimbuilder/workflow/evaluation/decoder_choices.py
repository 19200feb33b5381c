"""List the decoders and blocks of a model that an evaluation compares."""

from itertools import product

from flimbuilder.errors import InputError
from flimbuilder.model.decoding import parse_blocks
from flimbuilder.model.model import Model
from flimbuilder.project.decoders import DECODERS, decoder_info
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["list_choices"]


def list_choices(
    model: Model,
    block: int | str | None = "all",
    decoder: str | None = "all",
    scale: str | None = None,
) -> list[DecoderChoice]:
    """List decoder choices that a model can serve.

    Parameters
    ----------
    model : Model
    block : int, str or None, default="all"
        A number, numbers joined by ``+`` to fuse, or ``all``; None is the model's own.
    decoder : str or None, default="all"
        A decoder's id, or ``all`` that the blocks can serve; None is the model's own. The decoder
        ``ml`` is listed once, on the blocks that it was learned on; so is ``unet``.
    scale : {"image", "training"} or None, default=None
        The scale of saliency; None is the model's own. With ``all`` decoders, ``ml`` keeps its
        own.

    Raises
    ------
    InputError
        If the model can serve none of them.
    """
    every = [(number,) for number in range(1, len(model.document.blocks) + 1)]
    blocks = every if block == "all" else [parse_blocks(block)]
    own = model.document.decoder.id  # perhaps the network of a model that was trained further
    ids = [*DECODERS, *({own} - DECODERS.keys())] if decoder == "all" else [decoder]
    decoder_choices, problems = [], []
    requests: list[tuple[tuple[int, ...] | None, str | None]] = list(product(blocks, ids))
    if block == "all":
        joint = [name for name in ids if _is_joint(model, name)]
        requests = [request for request in requests if request[1] not in joint]
        requests += [(None, name) for name in joint]  # on the blocks that they were learned on
    for block_ids, decoder_id in requests:
        try:
            has_one_scale = decoder == "all" and decoder_info(str(decoder_id)).is_probability
            wanted = None if has_one_scale else scale
            decoder_choices.append(model.choose(decoder_id, block_ids, wanted))
        except InputError as error:
            problems.append(error)
    if not decoder_choices:
        raise problems[0]
    return decoder_choices


def _is_joint(model: Model, decoder: str | None) -> bool:
    return DecoderChoice(id=decoder or model.document.decoder.id).is_joint
