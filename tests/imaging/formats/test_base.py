import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import require_scale


@pytest.mark.parametrize("scale", [(1.0, 0.0), (-2.5, 1e30)])
def test_a_scale(scale):
    assert require_scale(*scale) == scale


@pytest.mark.parametrize("scale", [(0, 1), (float("nan"), 0), (1, float("inf"))])
def test_no_scale(scale):
    with pytest.raises(ImageError, match="scales its values by a slope of"):
        require_scale(*scale)
