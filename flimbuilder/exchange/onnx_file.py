"""A network as one ONNX file, which runs without torch; needs the extra ``onnx``."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.export import ExportedProgram

from flimbuilder.exchange.traced_program import quiet_tracing
from flimbuilder.project.extras import require_extra

__all__ = ["INPUT", "OPSET", "OUTPUT", "dump_onnx", "require_onnx", "run_onnx"]

INPUT, OUTPUT = "images", "saliency"
OPSET = 18  # what torch writes without converting, and runtimes since 2023 read
FREE_AXES = {0: "batch", 2: "height", 3: "width"}


def require_onnx() -> None:
    """Refuse to go on where the extra ``onnx`` is not installed.

    Raises
    ------
    InputError
    """
    require_extra("onnx", "writing an ONNX file", "onnx", "onnxscript", "onnxruntime")


def dump_onnx(program: ExportedProgram, words: Mapping[str, str]) -> bytes:
    """Return a program as one ONNX file, weights included.

    Parameters
    ----------
    program : ExportedProgram
        Of one input (N, C, H, W) and one output of the same N, H and W.
    words : mapping of str to str
        What the file says of itself, in ``metadata_props``.

    Returns
    -------
    bytes
        With input ``images`` and output ``saliency``, whose batch, height and width are free.

    Raises
    ------
    InputError
        Where the extra is missing.
    """
    require_onnx()
    import onnx

    with quiet_tracing():
        made = torch.onnx.export(
            program,
            input_names=[INPUT],
            output_names=[OUTPUT],
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    assert made is not None
    proto = made.model_proto
    for node in proto.graph.node:  # where it comes from: paths of files
        node.ClearField("metadata_props")
    del proto.graph.value_info[:]  # shapes by torch's names of the free axes
    for value in (*proto.graph.input, *proto.graph.output):
        for axis, name in FREE_AXES.items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
    onnx.helper.set_model_props(proto, dict(words))
    onnx.checker.check_model(proto)
    content: bytes = proto.SerializeToString(deterministic=True)
    return content


def run_onnx(content: bytes, images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Run an ONNX file that `dump_onnx` made on images (N, C, H, W), on the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    results: list[Any] = session.run([OUTPUT], {INPUT: images})
    saliency: NDArray[np.float32] = results[0]
    return saliency
