"""``model.json``: round trips, and refusal of tampered files."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ModelError
from flimbuilder.model.document import (
    KernelRecord,
    dump_model_document,
    is_model_folder,
    read_model_document,
)
from flimbuilder.model.model import Model, load_model
from tests.learned_models import learned_model

Tamper = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="session")
def model() -> Model:
    """A newly learned model of two blocks."""
    return learned_model()


def tampered(folder: Path, change: Tamper) -> None:
    path = folder / "model.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model_document(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(folder))
    return message


def test_it_describes_what_was_learned(model: Model) -> None:
    document = model.document
    assert document.kernel_counts == [7, 6]
    assert document.object_classes == (1,)
    # block 1 sees Lab, 3 x 3 taps; block 2 the seven channels of block 1
    assert document.tensor_shapes == {
        "block1.conv.weight": (7, 3, 3, 3), "block1.conv.bias": (7,),
        "block2.conv.weight": (6, 7, 3, 3), "block2.conv.bias": (6,),
    }  # fmt: skip
    assert [block.parameters for block in document.blocks] == [7 * 28, 6 * 64]
    assert [block.receptive_field for block in document.blocks] == [5, 9]
    assert (document.decoder.id, document.decoder.block) == ("lm", 2)


def test_every_kernel_has_a_place_in_the_image(model: Model) -> None:
    for block in model.document.blocks:
        for kernel in block.kernels:
            row, col = kernel.pixel
            assert (kernel.image, kernel.class_id in {0, 1}) == ("one", True)
            assert 0 <= row < 23
            assert 0 <= col < 31


def test_luma_of_three_channels_is_one_channel() -> None:
    shapes = learned_model(colour_space="grey").document.tensor_shapes
    assert shapes["block1.conv.weight"] == (7, 1, 3, 3)


@pytest.mark.parametrize(
    "options",
    [{}, {"channels": 1}, {"classes": 3, "decoder": "mb", "decoder_block": 1}],
)
def test_round_trip(options: dict[str, Any], tmp_path: Path) -> None:
    document = learned_model(**options).document
    content = dump_model_document(document)
    (tmp_path / "model.json").write_bytes(content)
    assert read_model_document(tmp_path) == document
    assert dump_model_document(read_model_document(tmp_path)) == content
    assert content.endswith(b"}\n")
    assert set(json.loads(content)["blocks"][0]["kernels"][0]) == {
        "class", "identity", "image", "marker", "pixel", "size", "inverted", "sources"
    }  # fmt: skip


def test_what_is_a_model_folder(folder: Path, tmp_path: Path) -> None:
    assert is_model_folder(folder)
    assert not is_model_folder(tmp_path)
    assert not is_model_folder(tmp_path / "nowhere")
    assert not is_model_folder(folder / "model.json")


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    assert "make one with 'flimbuilder build PROJECT --out MODEL'" in refusal(tmp_path)
    assert "no model here" in refusal(tmp_path / "nowhere")


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "huge side": (
        lambda d: d["architecture"]["blocks"][0].update(kernel_size=10**9 + 1), "less than or"
    ),
    "huge channels": (lambda d: d["input"].update(channels=10**12), "input.channels"),
    "negative channels": (lambda d: d["input"].update(channels=-3), "input.channels"),
    "even kernel": (
        lambda d: d["architecture"]["blocks"][0].update(kernel_size=4), "4 is even"
    ),
    "number for a list": (lambda d: d.update(blocks=7), "blocks"),
    "no blocks": (lambda d: d.update(blocks=[]), "0 are described and the architecture has 2"),
    "block without kernels": (lambda d: d["blocks"][0].update(kernels=[]), "blocks.0.kernels"),
    "text for a number": (lambda d: d["blocks"][0].update(parameters="many"), "parameters"),
    "boolean for a number": (lambda d: d.update(seed=True), "seed: Input should be a valid int"),
    "digits in quotes": (lambda d: d["blocks"][0].update(parameters="9"), "parameters"),
    "missing field": (lambda d: d.pop("decoder"), "decoder: Field required"),
    "unknown field": (lambda d: d.update(decodr=1), "decodr"),
    "decoder of no block": (
        lambda d: d["decoder"].update(block=9), "decoder.block: 9 is no block of 1..2"
    ),
    "fused of no block": (
        lambda d: d["decoder"].update(fused=[1, 9]), "decoder.fused: 9 is no block of 1..2"
    ),
    "decoder without a block": (
        lambda d: d["decoder"].update(block=None), "decoder.block: None is no block"
    ),
    "short fingerprint": (lambda d: d.update(fingerprint="abc"), "fingerprint"),
    "NaN": (lambda d: d["architecture"].update(stdev_factor=float("nan")), "NaN is not a number"),
    "infinite threshold": (
        lambda d: d["delineation"].update(threshold=float("inf")), "Infinity is not a number"
    ),
    "class out of range": (
        lambda d: d["blocks"][1]["kernels"][0].update({"class": 300}), "blocks.1.kernels.0.class"
    ),
    "another format": (lambda d: d.update(format="onnx"), "format"),
    "newer schema": (lambda d: d.update(schema_version=2), "update flimbuilder"),
    "schema of another type": (lambda d: d.update(schema_version="1"), "schema_version"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_document_is_refused(folder: Path, name: str) -> None:
    change, reason = TAMPERED[name]
    tampered(folder, change)
    assert reason in refusal(folder)


def test_a_newer_schema_asks_only_for_a_newer_flimbuilder(folder: Path) -> None:
    tampered(folder, lambda d: d.update(schema_version=2))
    message = refusal(folder)
    assert message.endswith("update flimbuilder")
    assert "build the model again" not in message


def test_a_duplicate_key_is_refused(folder: Path) -> None:
    content = (folder / "model.json").read_text()
    (folder / "model.json").write_text(content.replace("{", '{"seed": 1,', 1))
    assert "duplicate key 'seed'; build the model again" in refusal(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
    ids=["empty", "open", "list", "null", "number", "bytes", "deep", "digits"],
)
def test_content_that_is_no_json_object_is_refused(folder: Path, content: bytes) -> None:
    (folder / "model.json").write_bytes(content)
    assert refusal(folder)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in written().items():
            (folder / name).write_bytes(content)
        document = json.loads(written()["model.json"])
        *way, last = data.draw(st.sampled_from(sorted(places(document), key=str)))
        value = data.draw(
            st.sampled_from([None, -1, 0, 1, 10**30, 1e308, "", "x" * 300, [], {}, [[]], True])
        )
        part = document
        for step in way:
            part = part[step]
        part[last] = value
        (folder / "model.json").write_text(json.dumps(document))
        with suppress(ModelError):
            load_model(folder)


@cache
def written() -> dict[str, bytes]:
    with TemporaryDirectory() as place:
        return {path.name: path.read_bytes() for path in learned_model().write(Path(place))}


def places(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Return the path of every value of a document; of lists, only of the first item."""
    steps = value.items() if isinstance(value, dict) else enumerate(value[:1])
    paths = set()
    for step, child in steps:
        paths.add((*path, step))
        if isinstance(child, dict | list):
            paths |= places(child, (*path, step))
    return paths


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_does_not_hang(folder: Path) -> None:
    (folder / "model.json").unlink()
    os.mkfifo(folder / "model.json")
    message = refusal(folder)
    assert "is a FIFO" in message
    assert message.count("model.json") == 1


def test_a_folder_in_its_place_is_refused(folder: Path) -> None:
    (folder / "model.json").unlink()
    (folder / "model.json").mkdir()
    assert "is a folder" in refusal(folder)


def test_kernels_are_numbered_as_in_the_window(tmp_path: Path) -> None:
    document = learned_model(classes=3).document
    for block in document.blocks:
        assert block.numbers == tuple(range(1, len(block.kernels) + 1))
    for block in document.blocks:
        kept, deleted = (
            block.kernels[1:3] + block.kernels[4:],
            (block.kernels[0], block.kernels[3]),
        )
        left = block.with_(kernels=kept, deleted=deleted)
        assert left.numbers == (2, 3, *range(5, len(block.kernels) + 1))
    imported = document.blocks[0].with_(
        kernels=(KernelRecord(class_id=1),) * 2, deleted=(KernelRecord(class_id=1),)
    )
    assert imported.numbers == (1, 2)
    assert imported.kernels[0].markers == ()
    assert not imported.kernels[0].has_known_markers
