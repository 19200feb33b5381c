"""A network as a graph that runs without our Python: ``torch.export`` programs (``.pt2``)."""

import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from flimbuilder.errors import ModelError

__all__ = ["dump_program", "quiet_tracing", "run_program", "trace_network"]

ORIGINS = ("stack_trace", "nn_module_stack", "torch_fn")  # paths of files, and noise, in a node
TORCHVISION_LOG = "torch.onnx._internal.exporter._registration"  # misses torchvision aloud


@contextmanager
def quiet_tracing() -> Iterator[None]:
    """Keep back what torch says about itself while it traces a network."""
    log = logging.getLogger(TORCHVISION_LOG)
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def trace_network(network: nn.Module, images: Tensor) -> ExportedProgram:
    """Trace a network with any number, height and width of images.

    Parameters
    ----------
    network : torch.nn.Module
        Takes images and returns one tensor.
    images : Tensor of shape (N, C, H, W)
        An example, N at least 2: sides of 1 are taken for fixed.

    Returns
    -------
    ExportedProgram
        Without a trace of the files that it comes from, and without the example.

    Raises
    ------
    ModelError
        Where the network has no graph for all sizes.
    """
    free = dict.fromkeys((0, 2, 3), Dim.DYNAMIC)
    try:
        with quiet_tracing():
            program = torch.export.export(network, (images,), dynamic_shapes=(free,))
    except Exception as error:  # torch raises whatever it meets
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ModelError(
            f"the network has no graph ({reason:.160}); export it with --to model, whose "
            "encoder.py runs it as it is, or choose another decoder"
        ) from None
    _forget_origins(program)
    return program


def _forget_origins(program: ExportedProgram) -> None:
    for module in program.graph_module.modules():
        graph = getattr(module, "graph", None)
        for node in graph.nodes if graph is not None else ():
            for name in ORIGINS:
                node.meta.pop(name, None)
    program.example_inputs = None


def dump_program(program: ExportedProgram, words: Mapping[str, str]) -> bytes:
    """Return a ``.pt2`` file that ``torch.export.load`` reads.

    Parameters
    ----------
    program : ExportedProgram
    words : mapping of str to str
        Texts that go with it, by name; ``extra_files`` of ``torch.export.load`` gives them.
    """
    buffer = io.BytesIO()
    with quiet_tracing():
        torch.export.save(program, buffer, extra_files=dict(words))
    return buffer.getvalue()


def run_program(content: bytes, images: Tensor) -> Tensor:
    """Load a ``.pt2`` file that `dump_program` made, and run it on images (N, C, H, W)."""
    with quiet_tracing(), torch.inference_mode():
        result: Tensor = torch.export.load(io.BytesIO(content)).module()(images)
    return result
