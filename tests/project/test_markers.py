"""The values of markers: validation and JSON."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flimbuilder.project.markers import (
    MAX_CLASS_ID,
    Disk,
    ImageMarkers,
    Marker,
    Pixels,
    Stroke,
    marker_adapter,
)

QUICK = settings(max_examples=60, deadline=None)

DISK = {"id": 1, "class": 2, "use": "both", "kind": "disk", "center": [3.5, 4.0], "radius": 2.0}
STROKE = {
    "id": 2,
    "class": None,
    "use": "both",
    "kind": "stroke",
    "points": [[0.0, 0.0], [5.0, 7.5]],
    "radius": 0.0,
}
PIXELS = {"id": 3, "class": 0, "use": "kernels", "kind": "pixels", "runs": [[4, 0, 3], [5, 1, 1]]}


@pytest.mark.parametrize(("document", "kind"), [(DISK, Disk), (STROKE, Stroke), (PIXELS, Pixels)])
def test_what_a_file_holds(document: dict[str, Any], kind: type) -> None:
    marker = marker_adapter.validate_python(document)
    assert type(marker) is kind
    assert json.loads(marker.model_dump_json()) == document


def test_an_eraser_has_no_class() -> None:
    assert marker_adapter.validate_python(STROKE).class_id is None
    without = {key: value for key, value in STROKE.items() if key != "class"}
    with pytest.raises(ValidationError, match="class"):
        marker_adapter.validate_python(without)


@pytest.mark.parametrize(
    ("base", "change", "place"),
    [
        (DISK, {"id": 0}, "id"),
        (DISK, {"class": -1}, "class"),
        (DISK, {"class": MAX_CLASS_ID + 1}, "class"),
        (DISK, {"radius": -0.1}, "radius"),
        (DISK, {"radius": float("nan")}, "radius"),
        (DISK, {"radius": 10_001}, "radius"),
        (DISK, {"center": [1.0]}, "center"),
        (DISK, {"center": [1.0, float("inf")]}, "center"),
        (DISK, {"center": [1.0, 2e7]}, "center"),
        (DISK, {"use": "neither"}, "use"),
        (DISK, {"colour": "red"}, "colour"),
        (STROKE, {"points": []}, "points"),
        (STROKE, {"center": [1.0, 1.0]}, "center"),
        (PIXELS, {"runs": []}, "runs"),
        (PIXELS, {"runs": [[0, 0, 0]]}, "runs"),
        (PIXELS, {"runs": [[-1, 0, 1]]}, "runs"),
        (PIXELS, {"runs": [[0, 0]]}, "runs"),
        (PIXELS, {"kind": "polygon"}, "kind"),
    ],
)
def test_what_is_refused(base: dict[str, Any], change: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        marker_adapter.validate_python({**base, **change})


def test_a_marker_is_frozen_and_its_copy_is_checked() -> None:
    marker = Disk(id=1, class_id=1, center=(0, 0), radius=1)
    with pytest.raises(ValidationError, match="frozen"):
        marker.radius = 2.0
    assert marker.with_(radius=2.0) == Disk(id=1, class_id=1, center=(0, 0), radius=2)
    with pytest.raises(ValidationError, match="radius"):
        marker.with_(radius=-1.0)


finite = st.floats(-1e7, 1e7)
point = st.tuples(finite, finite)
classes = st.none() | st.integers(0, MAX_CLASS_ID)
common = {
    "id": st.integers(1, 2**40),
    "class_id": classes,
    "use": st.sampled_from(["both", "kernels", "normalisation"]),
}
index = st.integers(0, 10_000_000)
markers = (
    st.builds(Disk, center=point, radius=st.floats(0, 10_000), **common)
    | st.builds(
        Stroke,
        points=st.lists(point, min_size=1, max_size=5).map(tuple),
        radius=st.floats(0, 10_000),
        **common,
    )
    | st.builds(
        Pixels,
        runs=st.lists(
            st.tuples(index, index, st.integers(1, 10_000_000)), min_size=1, max_size=5
        ).map(tuple),
        **common,
    )
)


@QUICK
@given(markers)
def test_a_marker_survives_its_file(marker: Marker) -> None:
    text = marker.model_dump_json()
    assert marker_adapter.validate_json(text) == marker
    assert set(json.loads(text)) == {
        *("id", "class", "use", "kind"),
        *(type(marker).model_fields.keys() - {"id", "class_id", "use", "kind"}),
    }


@QUICK
@given(st.lists(markers, max_size=4))
def test_the_markers_of_an_image_keep_their_order(found: list[Marker]) -> None:
    unique = tuple(marker.with_(id=number) for number, marker in enumerate(found, start=1))
    kept = ImageMarkers(next_id=len(unique) + 1, markers=unique)
    again = ImageMarkers.model_validate_json(kept.model_dump_json())
    assert again == kept
    assert [type(marker) for marker in again.markers] == [type(marker) for marker in unique]


def test_an_image_starts_without_markers() -> None:
    assert ImageMarkers() == ImageMarkers(next_id=1, markers=())
