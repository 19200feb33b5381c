"""Attributions of an image by several methods, and the files of them."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.errors import ImageError, InputError, SaveError
from flimbuilder.explain.attributions.attribute import Attribution, attribute
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.imaging.read import read_image
from flimbuilder.model.model import Model
from flimbuilder.workflow.attribute import (
    AttributedImage,
    attribute_image,
    describe_target,
    find_channel,
    strongest_pixel,
    target_of,
)
from flimbuilder.workflow.attribution_files import write_attributions
from flimbuilder.workflow.explain import ReadableImage
from tests.learned_models import SIDES, image, learned_model

METHODS = ["gradient", "grad-cam", "occlusion"]
PLACE = SaliencyTarget((11, 13))


@pytest.fixture(scope="module")
def model() -> Model:
    return learned_model(decoder="ml", fused=(1, 2), decoder_block=2)


@pytest.fixture(scope="module")
def readable() -> ReadableImage:
    return ReadableImage(image(), "uint8", "<b>one</b>.png", ("was 16 bits",))


@pytest.fixture(scope="module")
def attributed(model: Model, readable: ReadableImage) -> AttributedImage:
    return attribute_image(model, readable, PLACE, METHODS, check=True, patch=5, stride=3)


def test_maps_are_those_of_the_library(
    model: Model, readable: ReadableImage, attributed: AttributedImage
) -> None:
    names = [found.name for found in attributed.attributions]
    assert names == ["gradient", "grad-cam-2", "grad-cam-1", "occlusion"]
    for found in attributed.attributions:
        settings = found.settings
        wanted = attribute(model, readable.pixels, PLACE, found.method, **settings)
        np.testing.assert_array_equal(found.values, wanted.values)
    assert attributed.attributions[-1].settings == {"patch": 5, "stride": 3}
    assert set(attributed.checks) == set(names)
    for checks in attributed.checks.values():
        assert len(checks.random_kernels) == 2
        assert -1 <= checks.deletion_gain <= 1


def test_progress_counts_all_maps_and_each_is_handed_over(
    model: Model, readable: ReadableImage
) -> None:
    steps: list[tuple[str, int, int]] = []
    found: list[Attribution] = []
    attribute_image(
        model, readable, PLACE, METHODS,
        on_progress=lambda *step: steps.append(step), on_found=found.append,
    )  # fmt: skip
    assert {total for _, _, total in steps} == {400}
    done = [step for _, step, _ in steps]
    assert done == sorted(done)
    assert done[-1] == 400
    assert {stage for stage, _, _ in steps} == {"Gradient", "Grad-CAM", "Occlusion"}
    assert len(found) == 4


def test_an_image_whose_maps_do_not_fit_is_refused(
    model: Model, readable: ReadableImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.workflow.readable_images.WHOLE_BYTES", 1000)
    with pytest.raises(ImageError, match="explaining 23 x 31 pixels takes"):
        attribute_image(model, readable, PLACE, METHODS)


def test_json_describes_the_maps(attributed: AttributedImage) -> None:
    document = attributed.as_json()
    assert document["target"] == "log-odds of object, at row 11, column 13"
    assert (document["decoder"], document["blocks"]) == ("ml", [1, 2])
    entry = document["attributions"][0]
    found = attributed.attributions[0]
    row, col = entry["strongest"]
    assert abs(found.values[row, col]) == np.abs(found.values).max() == entry["maximum"]
    assert entry["rows"] == [found.rows.start, found.rows.stop]
    assert (entry["name"], entry["method"]) == ("gradient", "gradient")
    assert {"random_kernels", "deletion_gain", "insertion_gain"} <= set(entry)
    assert document["notes"] == ["was 16 bits"]


def test_a_folder_has_a_picture_and_an_array_of_each_map(
    attributed: AttributedImage, tmp_path: Path
) -> None:
    files = write_attributions(attributed, tmp_path / "maps")
    assert sorted(path.name for path in files) == sorted(
        f"{found.name}{suffix}" for found in attributed.attributions for suffix in (".png", ".npy")
    )
    for found in attributed.attributions:
        stored = np.load(tmp_path / "maps" / f"{found.name}.npy", allow_pickle=False)
        np.testing.assert_array_equal(stored, found.values)
        picture = read_image(tmp_path / "maps" / f"{found.name}.png").pixels
        assert picture.shape == (*SIDES, 3)


def test_a_page_holds_everything_and_escapes_names(
    attributed: AttributedImage, tmp_path: Path
) -> None:
    (page,) = write_attributions(attributed, tmp_path / "new" / "maps.html")
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;one&lt;/b&gt;.png" in text
    assert "<b>one" not in text
    assert "<script" not in text
    assert set(re.findall(r'(?:src|href)="(.{5})', text)) == {"data:"}
    assert text.count("<img ") == 1 + len(attributed.attributions)
    for found in attributed.attributions:
        assert text.count(found.title) >= 2
    assert "deletion gain" in text
    assert write_attributions(attributed, page) == [page]
    assert page.read_text(encoding="utf-8") == text


def test_a_page_of_a_region_or_a_kernel(
    model: Model, readable: ReadableImage, tmp_path: Path
) -> None:
    region = np.zeros(SIDES, bool)
    region[5:9, 4:20] = True
    for number, target in enumerate([SaliencyTarget(region), KernelTarget(2, 0)]):
        found = attribute_image(model, readable, target, ["gradient"])
        (page,) = write_attributions(found, tmp_path / f"{number}.html")
        assert "deletion gain" not in page.read_text(encoding="utf-8")
        assert found.title in page.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_refused(
    attributed: AttributedImage, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError):
        write_attributions(attributed, tmp_path / "file" / "maps")


@pytest.mark.parametrize(
    ("decoder", "target", "title"),
    [
        ("lm", PLACE, "decoder's sum of object, at row 11, column 13"),
        ("ml", SaliencyTarget((1, 2), 1, "saliency"), "saliency of object, at row 1, column 2"),
        ("lm", KernelTarget(1, 2), "largest activation of kernel 3 of block 1"),
        (
            "lm",
            KernelTarget(2, 0, (3, 4)),
            "activation of kernel 1 of block 2, at row 3, column 4",
        ),
    ],
)
def test_titles(decoder: str, target: Any, title: str) -> None:
    model = learned_model(decoder=decoder)
    assert describe_target(model, target, model.resolve(None)) == title


def test_the_title_of_a_region_and_of_the_leading_class() -> None:
    model = learned_model(decoder="ml", classes=3)
    region = np.zeros(SIDES, bool)
    region[2:4, 3:6] = True
    title = describe_target(model, SaliencyTarget(region), model.resolve(None))
    assert title == "log-odds, mean over 6 pixels around row 2, column 4"


def test_kernels_are_named_as_in_the_window(model: Model) -> None:
    assert find_channel(model, "2.1") == (2, 0)
    assert find_channel(model, "1.7") == (1, 6)
    for text in ("3.1", "2", "0.1", "2.x", "²2.1"):
        with pytest.raises(InputError, match="give block and number"):
            find_channel(model, text)
    with pytest.raises(InputError, match="block 2 has kernels 1 to 6"):
        find_channel(model, "2.9")


def test_targets_of_places_and_kernels() -> None:
    assert isinstance(target_of((1, 2), None, None, "sum"), SaliencyTarget)
    kernel = target_of(None, (2, 0), None, "sum")
    assert isinstance(kernel, KernelTarget)
    assert kernel.region is None
    with pytest.raises(InputError, match="nothing to attribute"):
        target_of(None, None, None, "sum")


def test_the_strongest_pixel_may_be_negative() -> None:
    values = np.zeros((3, 4), np.float32)
    values[2, 1], values[0, 0] = -2.0, 1.0
    assert strongest_pixel(Attribution("lime", values, 0.0, slice(0, 3), slice(0, 4), {})) == (
        2,
        1,
    )


def test_images_of_8_bits_keep_their_brightness() -> None:
    pixels = np.full((2, 2, 3), 100 / 255, np.float32)
    assert (ReadableImage(pixels, "uint8", "a").picture == 100).all()
    pixels[0] = 0.0
    assert ReadableImage(pixels, "uint16", "a").picture.max() == 255
