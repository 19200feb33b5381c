"""Traced networks as files: ``torch.export`` programs (``.pt2``) and ONNX (extra ``onnx``)."""

import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from flimbuilder.errors import ModelError
from flimbuilder.project.extras import require_extra

__all__ = [
    "FREE_AXES",
    "INPUT",
    "OPSET",
    "OUTPUT",
    "dump_onnx",
    "dump_program",
    "require_onnx",
    "run_onnx",
    "run_program",
    "trace_network",
]

INPUT, OUTPUT = "images", "saliency"
OPSET = 18  # written by torch without conversion, read by runtimes since 2023
FREE_AXES = {0: "batch", 2: "height", 3: "width"}
ORIGINS = ("stack_trace", "nn_module_stack", "torch_fn")  # in a node: paths of files
TORCHVISION_LOG = "torch.onnx._internal.exporter._registration"  # warns if torchvision is missing


@contextmanager
def _quiet_tracing() -> Iterator[None]:
    """Silence the log and the warnings of torch while it traces a network."""
    log = logging.getLogger(TORCHVISION_LOG)
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def trace_network(
    network: nn.Module, images: Tensor, axes: Mapping[int, str] = FREE_AXES
) -> ExportedProgram:
    """Trace a network for any number, height and width of images.

    Parameters
    ----------
    network : torch.nn.Module
        Takes images and returns one tensor.
    images : Tensor of shape (N, C, H, W)
        An example. All sizes must be at least 2: torch treats 1 as fixed.
    axes : mapping of int to str, default={0: "batch", 2: "height", 3: "width"}
        The axes of the images that are free; the others have the size of the example.

    Returns
    -------
    ExportedProgram
        Without the paths of its source files and without the example.

    Raises
    ------
    ModelError
        If the network has no graph for all sizes.
    """
    free = dict.fromkeys(axes, Dim.DYNAMIC)
    try:
        with _quiet_tracing():
            program = torch.export.export(network, (images,), dynamic_shapes=(free,))
    except Exception as error:  # torch raises errors of any type
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ModelError(
            f"the network has no graph ({reason:.160}); export it with --to model, whose "
            "encoder.py runs it without a graph, or choose another decoder"
        ) from None
    for module in program.graph_module.modules():
        graph = getattr(module, "graph", None)
        for node in graph.nodes if graph is not None else ():
            for name in ORIGINS:
                node.meta.pop(name, None)
    program.example_inputs = None
    return program


# torch.export


def dump_program(program: ExportedProgram, metadata: Mapping[str, str]) -> bytes:
    """Return a ``.pt2`` file that ``torch.export.load`` reads.

    Parameters
    ----------
    program : ExportedProgram
    metadata : mapping of str to str
        Texts by name, which ``torch.export.load`` returns as ``extra_files``.
    """
    buffer = io.BytesIO()
    with _quiet_tracing():
        torch.export.save(program, buffer, extra_files=dict(metadata))
    return buffer.getvalue()


def run_program(content: bytes, images: Tensor) -> Tensor:
    """Run a ``.pt2`` file of `dump_program` on images (N, C, H, W)."""
    with _quiet_tracing(), torch.inference_mode():
        result: Tensor = torch.export.load(io.BytesIO(content)).module()(images)
    return result


# ONNX


def require_onnx() -> None:
    """Raise InputError if the extra ``onnx`` is not installed."""
    require_extra("onnx", "writing an ONNX file", "onnx", "onnxscript", "onnxruntime")


def dump_onnx(
    program: ExportedProgram,
    metadata: Mapping[str, str],
    output: str = OUTPUT,
    axes: Mapping[int, str] = FREE_AXES,
    output_axes: Mapping[int, str] = FREE_AXES,
) -> bytes:
    """Return a program as one ONNX file, weights included.

    Parameters
    ----------
    program : ExportedProgram
        With one input (N, C, H, W) and one output.
    metadata : mapping of str to str
        Texts by name, stored in ``metadata_props``.
    output : str, default="saliency"
        Name of the output.
    axes, output_axes : mapping of int to str, default={0: "batch", 2: "height", 3: "width"}
        The free axes of the input, as the program was traced, and of the output.

    Returns
    -------
    bytes
        With the input ``images``.

    Raises
    ------
    InputError
        If the extra is not installed.
    """
    require_onnx()
    import onnx

    with _quiet_tracing():
        exported = torch.onnx.export(
            program,
            input_names=[INPUT],
            output_names=[output],
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    assert exported is not None
    proto = exported.model_proto
    for node in proto.graph.node:  # contains paths of files
        node.ClearField("metadata_props")
    del proto.graph.value_info[:]  # contains torch's names of the free axes
    named = [(value, axes) for value in proto.graph.input]
    named += [(value, output_axes) for value in proto.graph.output]
    for value, free in named:
        for axis, name in free.items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
    onnx.helper.set_model_props(proto, dict(metadata))
    onnx.checker.check_model(proto)
    content: bytes = proto.SerializeToString(deterministic=True)
    return content


def run_onnx(
    content: bytes, images: NDArray[np.float32], output: str = OUTPUT
) -> NDArray[np.float32]:
    """Run an ONNX file of `dump_onnx` on images (N, C, H, W), on the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    results: list[Any] = session.run([output], {INPUT: images})
    values: NDArray[np.float32] = results[0]
    return values
