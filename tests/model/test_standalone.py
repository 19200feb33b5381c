"""``encoder.py``: its bundled source, run without flimbuilder."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ModelError
from flimbuilder.model.model import Model, load_model
from flimbuilder.model.standalone import bundle_sources, encoder_source
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.project.decoders import DECODERS
from tests.learned_models import image, learned_model

pytestmark = pytest.mark.slow

WITHOUT_FLIMBUILDER = """
import importlib.util, pathlib, sys

sys.modules["flimbuilder"] = None  # an import of it fails now
import numpy, torch

torch.set_num_threads(1)
for folder in map(pathlib.Path, sys.argv[1:]):
    spec = importlib.util.spec_from_file_location("encoder", folder / "encoder.py")
    encoder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(encoder)
    network = encoder.load(folder)
    images = torch.from_numpy(numpy.load(folder / "images.npy"))
    activations, saliency = network(images)
    arrays = {f"block{number}": maps.numpy() for number, maps in enumerate(activations, start=1)}
    numpy.savez(folder / "answers.npz", saliency=saliency.numpy(), **arrays)
foreign = {"flimbuilder", "sklearn", "skimage", "scipy", "pydantic", "typer"} & set(sys.modules)
print(*sorted(name for name in foreign if sys.modules[name] is not None))
"""


@pytest.fixture(scope="session")
def model() -> Model:
    """A newly learned model of two blocks."""
    return learned_model()


def block(kind: str = "max", size: int = 3, stride: int = 1, **more: object) -> Block:
    pooling = Pooling.model_validate({"kind": kind, "size": size, "stride": stride})
    return Block(kernels_per_marker=3, kernels=6, pooling=pooling).with_(**more)


VARIANTS = {
    "lm on Lab": {},
    "mb on Lab": {"decoder": "mb"},
    "lm on RGB, stride 2 then 3": {
        "colour_space": "rgb",
        "blocks": (block(stride=2), block(stride=3)),
    },
    "mb on luma of RGB": {"colour_space": "grey", "decoder": "mb"},
    "lm on one channel": {"channels": 1},
    "mb on five channels": {"channels": 5, "decoder": "mb"},
    "even pooling": {"blocks": (block("max", 2, 2), block("average", 4, 1), block("min", 2, 1))},
    "average of the border": {"blocks": (block("average", 3, 1), block("average", 2, 3))},
    "minimum, leaky, dilated": {
        "blocks": (
            block("min", 3, 2, activation="leaky"),
            block("none", activation="none", dilation=3, kernel_size=5),
        )
    },
    "lm, three classes, inner block": {"classes": 3, "decoder_block": 1},
    "mb, three classes": {"classes": 3, "decoder": "mb"},
    "manual, one row for two classes, inner block": {
        "classes": 3,
        "decoder": "manual",
        "decoder_block": 1,
        "weights": [[1, -1, 0, 0.5, -0.25, 1, -1]],
    },
    "bp without a bias": {"decoder": "bp", "weights": [[1, -0.5, 0.25, 2, -3, 1]]},
    "lm fused": {"fused": (1, 2)},
    "mb fused, three classes, some blocks": {
        "blocks": (block(stride=2), block(stride=3), block(stride=1)),
        "decoder": "mb",
        "classes": 3,
        "fused": (3, 1),
    },
    "ml on all blocks": {"decoder": "ml"},
    "ml, three classes, some blocks": {
        "blocks": (block(stride=2), block(stride=3), block(stride=1)),
        "decoder": "ml",
        "classes": 3,
        "fused": (3, 1),
    },
    "ml, inner block": {"decoder": "ml", "decoder_block": 1},
    "ts fused of one": {"decoder": "ts", "fused": (1,)},
    "classes mixed where nothing is decoded": {
        "blocks": (block(reduction="pca-global"), block(reduction="none", kernels=None))
    },
    **{f"{name} with two object classes": {"decoder": name, "classes": 3} for name in DECODERS},
    **{
        f"{name} on training images": {"decoder": name, "classes": 3, "scale": "training"}
        for name, info in DECODERS.items()
        if not info.is_probability
    },
    "lm fused on training images": {"fused": (2, 1), "scale": "training"},
    **{
        f"{name} without classes": {"decoder": name, "blocks": (block(reduction="pca-global"),)}
        for name, info in DECODERS.items()
        if not info.needs_classes
    },
}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Model, Path]]:
    """Run all variants in one process that cannot import this package."""
    place, written = tmp_path_factory.mktemp("standalone"), {}
    for number, (name, options) in enumerate(VARIANTS.items()):
        model, folder = learned_model(**options), place / str(number)
        model.write(folder)
        np.save(folder / "images.npy", batch(model))
        written[name] = (model, folder)
    folders = [str(folder) for _, folder in written.values()]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FLIMBUILDER, *folders],
        cwd=place,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
    return written


def batch(model: Model) -> np.ndarray:
    """Two images, to show that each is decoded alone."""
    channels = model.document.input.channels
    return np.stack([image(channels, seed, (26, 37)).transpose(2, 0, 1) for seed in (3, 4)])


@pytest.mark.parametrize("name", VARIANTS)
def test_it_computes_the_same_without_flimbuilder(
    answered: dict[str, tuple[Model, Path]], name: str
) -> None:
    model, folder = answered[name]
    answers = np.load(folder / "answers.npz")
    assert len(answers.files) == len(model.document.blocks) + 1
    for index, pixels in enumerate(batch(model)):
        maps = model.encode(np.ascontiguousarray(pixels.transpose(1, 2, 0)))
        for number, block_maps in enumerate(maps, start=1):
            expected, answer = block_maps[0].numpy(), answers[f"block{number}"][index]
            assert answer.max() > 0
            # A batch rounds differently from a single image, in proportion to the values.
            limit = 1e-5 * max(1, np.abs(expected).max())
            np.testing.assert_allclose(answer, expected, atol=limit, rtol=0)
        saliency = model.decode(maps, (26, 37))
        assert saliency.shape == (len(model.document.object_classes), 26, 37)
        np.testing.assert_allclose(answers["saliency"][index], saliency, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", ["lm on Lab", "mb on Lab"])
def test_the_saliency_of_a_variant_is_not_constant(
    answered: dict[str, tuple[Model, Path]], name: str
) -> None:
    saliency = np.load(answered[name][1] / "answers.npz")["saliency"]
    assert saliency.min() == 0
    assert saliency.max() > 0.5


LOAD = """
import sys
sys.modules["flimbuilder"] = None
sys.path.insert(0, sys.argv[1])
import encoder
try:
    print(float(next(encoder.load(sys.argv[1]).parameters()).sum()))
except ValueError as error:
    print(error)
"""


@pytest.mark.parametrize("n_renamed", range(5))
def test_a_model_killed_between_renames_is_whole_or_refused(
    n_renamed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = learned_model(), learned_model(seed=1)
    sums = [float(next(model.encoder.parameters()).sum()) for model in (first, second)]
    folder, renamed, rename = tmp_path / "m.model", list[Path](), Path.replace

    def die(path: Path, target: Path) -> Path:
        if path.parent == folder and len(renamed) == n_renamed:
            raise KeyboardInterrupt
        renamed.append(path)
        return rename(path, target)

    first.write(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with suppress(KeyboardInterrupt):
            second.write(folder)
    run = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)], capture_output=True, text=True, check=True
    )
    whole = {0: sums[0], 4: sums[1]}.get(n_renamed)
    if whole is None:
        assert "model.json and encoder.pt are not of one model" in run.stdout
        with pytest.raises(ModelError, match="are not of one model"):
            load_model(folder)
    else:
        assert float(run.stdout) == pytest.approx(whole)
        loaded = load_model(folder)
        assert float(next(loaded.encoder.parameters()).sum()) == pytest.approx(whole)


def test_modules_are_joined_by_hand() -> None:
    one = '"""Doc."""\n\nimport torch\nfrom torch import nn\n\n__all__ = ["A"]\n\nX = 1\n'
    two = (
        "from torch import Tensor\nfrom torch import nn\nfrom flimbuilder.one import X\n"
        "from typing import Any\n\n\nclass Two:\n    pass\n"
    )
    bundled = bundle_sources([one, two], "Two")
    body = bundled.split('"""\n', 1)[1]
    assert body.startswith(
        "\nimport hashlib\nimport json\nimport sys\nfrom collections.abc import Mapping\n"
        "from pathlib import Path\n"
        "from typing import Any\n\n"
        "import torch\nfrom torch import Tensor, nn\n\nX = 1\n\n\nclass Two:\n    pass\n\n\n"
        'def load(folder: "str | Path") -> Network:\n'
    )
    assert "decoder = Two.of_blocks(kernel_classes, object_classes, **given)" in body


def test_imports_of_several_lines_and_names_are_kept() -> None:
    source = "from math import (\n    pi as tau_half,\n    e,\n)\nimport os.path\nX = e\n"
    bundled = bundle_sources([source], "D")
    assert "from math import e, pi as tau_half\n" in bundled
    assert "import os.path\n" in bundled
    assert bundled.count("X = e\n") == 1


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_source_passes_a_linter(decoder: str) -> None:
    source = encoder_source(learned_model(decoder=decoder).document)
    assert "import flimbuilder" not in source
    assert "from flimbuilder" not in source
    # undefined and unused names, duplicate or unsorted imports, long lines
    rules = ["--isolated", "--select", "E,F,I", "--line-length", "99", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *rules],
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
