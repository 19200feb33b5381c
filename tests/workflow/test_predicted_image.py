"""What follows from a predicted image."""

import numpy as np

from flimbuilder.project.project import ClassEntry, default_class
from flimbuilder.workflow.predicted_image import ImagePrediction

EGG = ClassEntry(id=1, name="egg", colour="#ff8000")


def predicted(name: str = "a", **changes: object) -> ImagePrediction:
    saliency = np.zeros((1, 4, 6), np.float32)
    saliency[0, 1:3, 2:5] = 1
    return ImagePrediction(
        name,
        np.full((4, 6, 3), 0.5, np.float32),
        saliency,
        (saliency[0] > 0.5).astype(np.uint8),
        (default_class(0), EGG),
        **changes,  # type: ignore[arg-type]
    )


def test_a_heat_map_has_the_size_of_the_thumbnail() -> None:
    """The thumbnail comes from a level whose proportions differ by rounding."""
    prediction = predicted(thumbnail=lambda: np.full((5, 6, 3), 0.5, np.float32))
    picture = prediction.heat_picture
    assert picture.shape == (5, 6, 3)
    assert (picture[0] == 128).all()
    assert (picture[2, 2:5] != 128).any()
    assert predicted().heat_picture.shape == (4, 6, 3)


def test_names_in_pyramids_are_one_line() -> None:
    levels = predicted(name="a\n\udcff.png" + 300 * "x").levels
    assert levels.name.startswith("a\\n\\udcff.png")
    assert len(levels.name) == 200
    assert [channel.name for channel in levels.channels] == ["saliency of egg", "mask"]


def test_objects_of_an_image_in_memory() -> None:
    prediction = predicted()
    assert prediction.size == (4, 6)
    assert prediction.objects["area"].tolist() == [6]
    ((polygon,),) = prediction.outlines()
    assert [ring.tolist() for ring in polygon] == [[[2, 1], [5, 1], [5, 3], [2, 3]]]
    assert prediction.measured.size == (4, 6)
