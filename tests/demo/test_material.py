"""The demo's documents, pieces and reference masks."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder import installation
from flimbuilder.demo.material import (
    DemoDocument,
    Ellipse,
    Polygon,
    load_documents,
    material_folder,
    pictures_folder,
    read_source,
    reference_mask,
    write_pieces,
)
from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.project.files import sha256_of

SQUARE = {
    "class": 1,
    "kind": "polygon",
    "name": "square",
    "points": [[1, 1], [1, 5], [5, 5], [5, 1]],
}


def make_document(**changes: Any) -> DemoDocument:
    piece = {"role": "train", "top": 0, "height": 6, "width": 4, "markers": []}
    document = {
        "schema_version": 1,
        "title": "A square",
        "credit": "nobody",
        "source": {"file": "square.png", "sha256": "0" * 64},
        "classes": [
            {"id": 0, "name": "ground", "colour": "#0072b2"},
            {"id": 1, "name": "square", "colour": "#e69f00"},
        ],
        "pieces": [{"name": "left", "left": 0, **piece}, {"name": "right", "left": 4, **piece}],
        "architecture": {"blocks": [{"kernels": 4}]},
        "decoder": {"id": "lm"},
        "reference": [SQUARE],
    }
    return DemoDocument.model_validate({**document, **changes})


def test_both_documents_are_complete() -> None:
    documents = load_documents(material_folder())
    assert list(documents) == ["coins", "ihc"]
    for document in documents.values():
        assert 1 <= len(document.architecture.blocks) <= 3
        assert all(block.kernels is not None for block in document.architecture.blocks)
        pixels = read_source(document, pictures_folder())
        assert pixels.dtype == np.uint8


def test_a_polygon_and_its_hole_by_hand() -> None:
    hole = [[2.5, 2.5], [2.5, 4.5], [4.5, 4.5], [4.5, 2.5]]
    mask = np.zeros((7, 8), bool)
    Polygon.model_validate({**SQUARE, "holes": [hole]}).paint(mask)
    inside = mask[2:5, 2:5]
    np.testing.assert_array_equal(inside, [[1, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert not mask[0].any()
    assert not mask[6:].any()


def test_an_ellipse_by_hand() -> None:
    """Radii (1.5, 2.5) turned by 90 degrees: 2.5 along rows, 1.5 along columns."""
    flat, tall = np.zeros((7, 7), bool), np.zeros((7, 7), bool)
    shape = {"class": 1, "kind": "ellipse", "center": (3, 3), "radii": (1.5, 2.5)}
    Ellipse.model_validate({**shape, "angle": 0}).paint(flat)
    Ellipse.model_validate({**shape, "angle": 90}).paint(tall)
    expected = np.zeros((7, 7), bool)
    expected[3, 1:6] = expected[2:5, 2:5] = True
    np.testing.assert_array_equal(flat, expected)
    np.testing.assert_array_equal(tall, expected.T)


def test_the_reference_is_the_union() -> None:
    other = {**SQUARE, "points": [[0, 6], [0, 7], [5, 7], [5, 6]]}
    both = reference_mask(make_document(reference=[SQUARE, other]), (6, 8))
    left = reference_mask(make_document(), (6, 8))
    right = reference_mask(make_document(reference=[other]), (6, 8))
    assert left.any()
    assert right.any()
    np.testing.assert_array_equal(both, left | right)


def test_pieces_are_cut_from_the_picture(tmp_path: Path) -> None:
    pixels = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
    document = make_document()
    left, right = write_pieces(document, pixels, tmp_path)
    np.testing.assert_array_equal(read_image(left.image).pixels, pixels[:, :4])
    np.testing.assert_array_equal(read_image(right.image).pixels, pixels[:, 4:])
    masks = np.hstack([read_mask(left.mask), read_mask(right.mask)])
    np.testing.assert_array_equal(masks == 255, reference_mask(document, (6, 8)))
    assert set(np.unique(masks)) == {0, 255}
    assert (left.image, left.mask) == (tmp_path / "images/left.png", tmp_path / "labels/left.png")
    assert left.shape == (6, 4)


def test_another_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "square.png"
    write_png(path, np.zeros((6, 8), np.uint8))
    right = make_document(source={"file": "square.png", "sha256": sha256_of(path)})
    assert read_source(right, tmp_path).shape == (6, 8, 1)
    with pytest.raises(ImageError, match="not the picture") as raised:
        read_source(make_document(), tmp_path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "expected 000000000000..." in str(raised.value)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="missing; install scikit-image again") as raised:
        read_source(make_document(), tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'square.png'}: ")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema_version": 2}, "schema_version"),
        ({"source": {"file": "../coins.png", "sha256": "0" * 64}}, "source.file"),
        ({"pieces": []}, "pieces"),
        ({"architecture": {"blocks": [{"kernel_size": 4}]}}, "architecture.blocks.0.kernel_size"),
        ({"referense": []}, "referense"),
    ],
)
def test_a_broken_document_is_named(change: dict[str, Any], place: str, tmp_path: Path) -> None:
    shutil.copy(material_folder() / "coins.json", tmp_path)
    path = tmp_path / "coins.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}))
    with pytest.raises(InputError) as raised:
        load_documents(tmp_path)
    assert str(raised.value).startswith(f"{path}: {place}: ")


def test_no_documents_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="install flimbuilder again"):
        load_documents(tmp_path)


def test_the_material_is_found_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel has the assets inside the package."""
    package = tmp_path / "site-packages" / "flimbuilder"
    installed = package / "assets" / "demo"
    installed.mkdir(parents=True)
    monkeypatch.setattr(installation, "__file__", str(package / "installation.py"))
    assert material_folder() == installed
    installed.rmdir()
    with pytest.raises(InputError, match="install flimbuilder again"):
        material_folder()
