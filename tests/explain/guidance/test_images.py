"""The image to mark next."""

import numpy as np
import pytest

from flimbuilder.analysis.doubt import doubt
from flimbuilder.errors import InputError
from flimbuilder.explain.guidance.suggesting import suggest_images, summarise
from flimbuilder.explain.guidance.suggestion import GuidedImage, ImageSummary
from flimbuilder.project.markers import Disk


def summary(
    name: str, feature: float, uncertain: float | None = None, is_marked: bool = False
) -> ImageSummary:
    return ImageSummary(name, np.array([feature, 1.0]), uncertain, is_marked)


def test_first_the_most_typical_image() -> None:
    summaries = [summary("a", 0), summary("b", 3), summary("c", 4), summary("d", 9)]
    found = suggest_images(summaries, count=3)
    assert [image.image for image in found] == ["b", "d", "a"]  # then the farthest
    assert "most typical" in found[0].why
    assert "most different" in found[1].why


def test_with_markers_and_no_build_the_farthest_from_the_marked() -> None:
    summaries = [summary("a", 0), summary("b", 3, is_marked=True), summary("d", 9)]
    assert [image.image for image in suggest_images(summaries, count=1)] == ["d"]


def test_with_a_build_the_least_certain() -> None:
    summaries = [
        summary("a", 0, 0.1), summary("b", 1, 0.5, True), summary("c", 2, 0.5), summary("d", 3, 0),
    ]  # fmt: skip
    found = suggest_images(summaries, count=3)
    assert [image.image for image in found] == ["c", "b", "a"]
    assert [image.doubt for image in found] == [0.5, 0.5, 0.1]
    assert found[0].why == "Its mask depends most on the threshold (doubt 0.50)."


def test_without_images_there_is_nothing_to_suggest() -> None:
    assert suggest_images([]) == []
    assert [image.image for image in suggest_images([summary("a", 0)], count=5)] == ["a"]


def test_a_summary_has_the_doubt_and_the_markers() -> None:
    saliency = np.random.default_rng(0).random((1, 8, 9))
    labels = (saliency[0] > 0.3).astype(np.uint8)
    pixels = np.zeros((8, 9, 3), np.float32)
    erased = Disk(id=1, class_id=None, center=(2, 2), radius=1)
    found = summarise(GuidedImage("a", pixels, (erased,), saliency, labels, (0.3,)))
    assert found.doubt == doubt(saliency, [0.3])
    assert not found.is_marked
    drawn = Disk(id=2, class_id=0, center=(2, 2), radius=1)
    assert summarise(GuidedImage("a", pixels, (erased, drawn))).is_marked
    assert summarise(GuidedImage("a", pixels)).doubt is None


def test_saliency_comes_with_labels() -> None:
    with pytest.raises(InputError, match="saliency and labels together"):
        GuidedImage("a", np.zeros((2, 2, 3)), (), np.zeros((1, 2, 2)))


def test_images_with_other_channels_are_left_out() -> None:
    other = ImageSummary("grey", np.zeros(4), None, False)
    found = suggest_images([other, summary("a", 0), summary("b", 3)], count=3)
    assert {image.image for image in found} == {"a", "b"}
