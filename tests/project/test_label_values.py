import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.project.label_values import (
    IGNORED,
    UNLISTED,
    LabelValues,
    merge_values,
    parse_label_values,
)


def test_by_hand():
    values = parse_label_values("0=0, 128 = 1,200-250=2,255=ignore")
    assert values.ranges == ((0, 0, 0), (128, 128, 1), (200, 250, 2), (255, 255, IGNORED))
    assert str(values) == "0=0,128=1,200-250=2,255=ignore"
    assert values.classes == (0, 1, 2)
    stored = np.array([[0, 1, 128], [200, 225, 250], [251, 254, 255]], np.uint8)
    np.testing.assert_array_equal(
        values.lookup(stored), [[0, UNLISTED, 1], [2, 2, 2], [UNLISTED, UNLISTED, IGNORED]]
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is not VALUE=CLASS"),
        ("1=0,", "'' is not VALUE=CLASS"),
        ("1", "'1' is not VALUE=CLASS"),
        ("1=-1", "'1=-1' is not VALUE=CLASS"),
        ("-1=1", "'-1=1' is not VALUE=CLASS"),
        ("1=egg", "'1=egg' is not VALUE=CLASS"),
        ("1.5=1", "'1.5=1' is not VALUE=CLASS"),
        ("9" * 5000 + "=1", "is not VALUE=CLASS"),
        ("1=none", "'1=none' is not VALUE=CLASS"),
        ("1=0,1=1", "1 is given twice"),
        ("1-9=0,5=1", "5 is given twice"),
        ("9-1=0", "'9-1=0' is not VALUE=CLASS"),
        ("1=255", "a class is 0 to 254 or ignore"),
        ("1=0x2", "'1=0x2' is not VALUE=CLASS"),
        (f"{2**64}=1", "is not VALUE=CLASS"),
        ("٣=1", "is not VALUE=CLASS"),
        ("1=" + "9" * 5000, "is not VALUE=CLASS"),
    ],
)
def test_malformed_text_is_refused_on_one_short_line(text, reason):
    with pytest.raises(InputError, match=reason) as caught:
        parse_label_values(text)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


classes = st.integers(IGNORED, 254)


@st.composite
def label_values(draw, largest=2**64 - 1):
    ends = sorted(draw(st.lists(st.integers(0, largest), unique=True, min_size=2, max_size=12)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return LabelValues(tuple((low, high, draw(classes)) for low, high in pairs))


@given(label_values())
def test_text_and_back(values):
    assert parse_label_values(str(values)) == values


@pytest.mark.parametrize("dtype", ["u1", "u2", "u4", "u8", "i2", "i8"])
@given(data=st.data())
def test_against_a_loop_over_ranges(dtype, data):
    span = np.iinfo(dtype)
    values = data.draw(label_values(int(span.max)))
    corners = [end for low, high, _ in values.ranges for end in (low - 1, low, high, high + 1)]
    legal = [corner for corner in corners if span.min <= corner <= span.max]
    stored = np.array(
        data.draw(st.lists(st.integers(span.min, span.max) | st.sampled_from(legal))), dtype
    )

    def class_of(value):
        for low, high, class_id in values.ranges:
            if low <= value <= high:
                return class_id
        return UNLISTED

    np.testing.assert_array_equal(values.lookup(stored), [class_of(v) for v in stored.tolist()])
    many = np.resize(stored, (300, 300)) if len(stored) else np.zeros((300, 300), dtype)
    np.testing.assert_array_equal(
        values.lookup(many).ravel()[: len(stored)], values.lookup(stored)
    )


@given(st.sets(st.integers(0, 60)))
def test_merged_values_name_every_value(chosen):
    named = set()
    for run in filter(None, merge_values(sorted(chosen)).split(", ")):
        low, _, high = run.partition("-")
        named |= set(range(int(low), int(high or low) + 1))
    assert named == chosen
