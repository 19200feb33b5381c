"""Bundle the source of the network into ``encoder.py``, which runs without flimbuilder."""

import ast
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock

from flimbuilder.flim import network
from flimbuilder.flim.decoders import load_decoder_class
from flimbuilder.model.document import ModelDocument

__all__ = ["bundle_sources", "encoder_source"]

_HEADER = '''"""The encoder and decoder of this folder, written by flimbuilder; needs torch alone.

Usage::

    import torch
    from encoder import load

    network = load(".")
    activations, saliency = network(images)

`images` is float32 of shape (N, C, H, W) in [0, 1], scaled by the range of its dtype (8 bit: /255,
16 bit: /65535). If model.json has a window under `input`, scale its two values to 0 and 1 and clip
the others instead. The network converts RGB images to the encoder's colour space. `activations` is
a list of activation maps, one tensor per block; `saliency` has shape (N, object classes, H, W).
"""
'''

_FOOTER = '''def load(folder: "str | Path") -> Network:
    """Load the network of a model folder (model.json and encoder.pt).

    Raises ValueError if they are not of one model, as after an interrupted build.
    """
    folder = Path(folder)
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    state = torch.load(folder / "encoder.pt", map_location="cpu", weights_only=True)
    if fingerprint(model["architecture"], state) != model["fingerprint"]:
        raise ValueError(f"{folder}: model.json and encoder.pt are not of one model; build again")
    network = Network(*parts(model))
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


def fingerprint(architecture: "Mapping[str, Any]", state: "Mapping[str, Tensor]") -> str:
    """Return the SHA-256 of the architecture and the tensors, as model.json records it."""
    digest = hashlib.sha256(json.dumps(architecture, sort_keys=True).encode())
    for name in sorted(state):
        octets = state[name].contiguous().view(-1, 1).view(torch.uint8)
        little = octets if sys.byteorder == "little" else octets.flip(1)
        digest.update(f"\\n{name} {list(state[name].shape)}\\n".encode())
        digest.update(bytes(little.flatten().tolist()))
    return digest.hexdigest()


def parts(model: "Mapping[str, Any]") -> "tuple[int, list[int], Mapping[str, Any], nn.Module]":
    """Return the arguments of Network from the content of model.json."""
    choice = model["decoder"]
    given = {name: choice[name] for name in ("weights", "bias", "scales") if choice.get(name)}
    object_classes = sorted(entry["id"] for entry in model["classes"] if entry["id"] != 0)
    kernel_classes = {}
    for block in choice["fused"] or [choice["block"]]:
        classes = [kernel["class"] for kernel in model["blocks"][block - 1]["kernels"]]
        kernel_classes[block] = [-1 if class_id is None else class_id for class_id in classes]
    decoder = {decoder}.of_blocks(kernel_classes, object_classes, **given)
    kernels = [len(block["kernels"]) for block in model["blocks"]]
    return model["input"]["channels"], kernels, model["architecture"], decoder


class SaliencyNetwork(Network):
    """A network that returns only the saliency, for programs that take one output.

    Parameters
    ----------
    model : mapping
        Content of model.json; only architecture, blocks, classes, decoder and input are read.
    """

    def __init__(self, model: "Mapping[str, Any]") -> None:
        super().__init__(*parts(model))

    def forward(self, images: Tensor) -> Any:
        """Return the saliency (N, object classes, H, W) of images (N, C, H, W) in [0, 1]."""
        return super().forward(images)[1]
'''
_FOOTER_IMPORTS = """import hashlib
import json
import sys
import torch
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from torch import Tensor, nn"""

Import = ast.Import | ast.ImportFrom


def encoder_source(
    document: ModelDocument, modules: tuple[str, ...] = (), footer: str = ""
) -> str:
    """Return the source of ``encoder.py`` for a model.

    Parameters
    ----------
    document : ModelDocument
    modules : tuple of str, default=()
        Names of further modules of `flim` to include.
    footer : str, default=""
        Functions to append, which use these modules.
    """
    with _BUNDLING:
        return _bundled(document.decoder.id, modules, footer)


# Python 3.11.2 raises a SystemError if two threads parse sources at once.
_BUNDLING = Lock()


@cache
def _bundled(decoder_id: str, modules: tuple[str, ...], footer: str) -> str:
    decoder = load_decoder_class(decoder_id)
    sources = _sources_of(network.__name__)
    for module in (decoder.__module__, *modules):
        sources |= _sources_of(module)
    bundle = bundle_sources(list(sources.values()), decoder.__name__)
    return f"{bundle}\n\n{footer}" if footer else bundle


def _sources_of(module: str) -> dict[str, str]:
    """Return the sources of a module and, before it, of the modules of `flim` that it imports."""
    source = inspect.getsource(sys.modules[module])
    needed: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("flimbuilder.flim."):
            needed |= _sources_of(str(node.module))
    return {**needed, module: source}


def bundle_sources(sources: Sequence[str], decoder: str) -> str:
    """Join modules into one module with a ``load(folder)``.

    Parameters
    ----------
    sources : sequence of str
        Sources of the modules, each after those it needs. Their imports of each other are
        dropped; all others are gathered at the top.
    decoder : str
        Name of the decoder class.
    """
    imports, bodies = _split(_FOOTER_IMPORTS)[0], []
    for source in sources:
        module_imports, body = _split(source)
        imports += module_imports
        bodies.append(body)
    footer = _FOOTER.replace("{decoder}", decoder)
    return f"{_HEADER}\n{_gathered(imports)}\n\n" + "\n\n".join([*bodies, footer])


def _split(source: str) -> tuple[list[Import], str]:
    """Separate the imports from the rest; drop the docstring and ``__all__``."""
    lines = source.splitlines()
    imports: list[Import] = []
    for node in reversed(ast.parse(source).body):
        if isinstance(node, Import):
            imports.append(node)
        elif not _is_preamble(node):
            continue
        del lines[node.lineno - 1 : node.end_lineno]
    return imports, "\n".join(lines).strip("\n") + "\n"


def _is_preamble(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):  # a docstring, or a call that registers a decoder
        return True
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _gathered(imports: Iterable[Import]) -> str:
    """Format each import once, the standard library first; drop flimbuilder's."""
    modules: set[str] = set()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for node in imports:
        names = {ast.unparse(alias) for alias in node.names}
        if isinstance(node, ast.Import):
            modules |= names
        else:
            members[node.module or ""] |= names
    lines = [(name, f"import {name}") for name in sorted(modules)]
    lines += [
        (module, f"from {module} import {', '.join(sorted(names))}")
        for module, names in sorted(members.items())
    ]
    standard = [line for module, line in lines if _root(module) in sys.stdlib_module_names]
    others = [
        line
        for module, line in lines
        if _root(module) not in {*sys.stdlib_module_names, "flimbuilder"}
    ]
    return "\n".join([*standard, "", *others])


def _root(module: str) -> str:
    return module.partition(".")[0]
