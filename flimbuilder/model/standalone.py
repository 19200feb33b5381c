"""``encoder.py``: the source of the network, bundled so that it runs without flimbuilder."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

__all__ = ["bundle_sources"]

_HEADER = '''"""The encoder and decoder of this folder; needs torch alone.

Written by flimbuilder. Use it so::

    import torch
    from encoder import load

    network = load(".")
    activations, saliency = network(images)

`images` is float32 of shape (N, C, H, W) in [0, 1], scaled by the range of its dtype (8 bit: /255,
16 bit: /65535), or, where model.json has a window under `input`, so that its two values become 0
and 1, and those beyond are clipped; RGB images are converted to the encoder's colour space inside.
`activations` is the list of each block's activation maps; `saliency` has shape (N, object
classes, H, W).
"""
'''

_FOOTER = '''def load(folder: "str | Path") -> Network:
    """Load the network of a model folder (model.json and encoder.pt), ready to be called."""
    folder = Path(folder)
    network = Network(*parts(json.loads((folder / "model.json").read_text(encoding="utf-8"))))
    state = torch.load(folder / "encoder.pt", map_location="cpu", weights_only=True)
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


def parts(model: "Mapping[str, Any]") -> "tuple[int, list[int], Mapping[str, Any], nn.Module]":
    """Return what a Network is made of, as model.json tells."""
    choice = model["decoder"]
    given = {name: choice[name] for name in ("weights", "bias") if choice[name]}
    object_classes = sorted(one["id"] for one in model["classes"] if one["id"] != 0)
    decoders = {}
    for block in choice["fused"] or [choice["block"]]:
        classes = [kernel["class"] for kernel in model["blocks"][block - 1]["kernels"]]
        kernel_classes = [-1 if one is None else one for one in classes]
        decoders[block] = {decoder}(kernel_classes, object_classes, **given)
    kernels = [len(one["kernels"]) for one in model["blocks"]]
    return model["input"]["channels"], kernels, model["architecture"], BlocksDecoder(decoders)


class SaliencyNetwork(Network):
    """The network for programs that take one output: its call returns the saliency alone.

    Parameters
    ----------
    model : mapping
        What model.json holds; of it these alone are read: architecture, blocks, classes,
        decoder and input.
    """

    def __init__(self, model: "Mapping[str, Any]") -> None:
        super().__init__(*parts(model))

    def forward(self, images: Tensor) -> Any:
        """Return the saliency (N, object classes, H, W) of images (N, C, H, W) in [0, 1]."""
        return super().forward(images)[1]
'''
_FOOTER_IMPORTS = """import json
import torch
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from torch import Tensor, nn"""

Import = ast.Import | ast.ImportFrom


def bundle_sources(sources: Sequence[str], decoder: str) -> str:
    """Join modules into one file with a ``load(folder)``.

    Parameters
    ----------
    sources : sequence of str
        Source of the modules, each after those that it needs. Their imports of each other are
        left out, all others gathered at the top.
    decoder : str
        Name of the decoder's class.

    Returns
    -------
    str
        Source of a module.
    """
    imports, bodies = _split(_FOOTER_IMPORTS)[0], []
    for source in sources:
        own_imports, body = _split(source)
        imports += own_imports
        bodies.append(body)
    footer = _FOOTER.replace("{decoder}", decoder)
    return f"{_HEADER}\n{_gathered(imports)}\n\n" + "\n\n".join([*bodies, footer])


def _split(source: str) -> tuple[list[Import], str]:
    """Separate the imports from the rest; drop the docstring, ``__all__`` and own imports."""
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
    """Write each import once: the standard library's first, then the others."""
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
