"""The radii that keys and sliders step through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.session.session import Session
from flimbuilder.session.view import MAX_RADIUS, MIN_RADIUS, RADII, nearest_radius, step_radius


@pytest.mark.parametrize(
    ("radius", "steps", "wanted"),
    [(5.0, 1, 6.0), (5.0, -1, 4.0), (5.4, 1, 6.0), (5.4, -1, 5.0), (5.4, 2, 7.0), (30.0, 1, 32.0),
     (100.0, 1, 110.0), (0.5, -1, 0.5), (1.0, -3, 0.5), (MAX_RADIUS, 1, MAX_RADIUS)],
)  # fmt: skip
def test_a_step_leads_to_the_next_radius(radius: float, steps: int, wanted: float) -> None:
    assert step_radius(radius, steps) == wanted


@given(st.floats(0, MAX_RADIUS))
def test_the_nearest_radius_has_the_smallest_distance(radius: float) -> None:
    assert abs(RADII[nearest_radius(radius)] - radius) == min(abs(step - radius) for step in RADII)


def test_radii_rise_from_the_smallest_to_the_largest() -> None:
    assert list(RADII) == sorted(set(RADII))
    assert (RADII[0], RADII[-1]) == (MIN_RADIUS, MAX_RADIUS)


def test_the_index_of_a_small_radius_is_the_radius() -> None:
    assert RADII[:31] == (0.5, *range(1, 31))


def test_the_session_steps_the_radius_of_its_view(session: Session) -> None:
    session.update_view(radius=5.2)
    session.step_radius(1)
    assert session.view.radius == 6
    session.step_radius(-2)
    assert session.view.radius == 4
