"""Maps in a session: order, freshness, selection both ways, and yielding to the user's work."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from flimbuilder.explain.maps.points import Subject
from flimbuilder.session import unhurried
from flimbuilder.session.project_maps import ProjectMaps
from flimbuilder.session.session import Message, Session
from flimbuilder.session.shown_map import MapRequest
from flimbuilder.session.view import MarkedPatch
from flimbuilder.workflow.map_files import map_project
from tests.session.conftest import Pump, ids

ME = "the test"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unhurried, "PAUSE", 0)


@pytest.fixture
def maps(session: Session, pump: Pump, folder: Path) -> ProjectMaps:
    """The maps of a built project, watched, by principal components."""
    session.maps.ask(method="pca")
    session.open(folder)
    pump.settle(session)
    session.maps.watch(ME)
    pump.settle(session)
    return session.maps


def test_nothing_is_computed_while_nobody_watches(
    session: Session, pump: Pump, folder: Path
) -> None:
    session.open(folder)
    pump.settle(session)
    assert session.maps.shown is None
    assert not session.maps.is_fresh
    assert session.maps.separability is None


def test_the_map_is_that_of_the_command_line(
    session: Session, maps: ProjectMaps, folder: Path
) -> None:
    shown = maps.shown
    assert shown is not None
    assert maps.is_fresh
    assert (shown.block, shown.request) == (1, MapRequest(method="pca"))
    found = map_project(folder, "kernels", method="pca", block=1)
    assert np.array_equal(shown.found.projection.positions, found.maps[0].projection.positions)
    assert maps.separability == found.separability


@pytest.mark.parametrize("subject", ["patches", "images"])
def test_other_subjects(maps: ProjectMaps, pump: Pump, session: Session, subject: Subject) -> None:
    maps.ask(subject=subject, thumbnails=True, colouring="activity")
    assert not maps.is_fresh
    pump.settle(session)
    shown = maps.shown
    assert shown is not None
    assert shown.found.table.subject == subject
    assert len(shown.thumbnails) == len(shown.points)
    assert shown.nbytes > shown.found.table.nbytes
    assert maps.separability is not None
    assert maps.takes_patches == (subject == "patches")


def test_a_colour_that_points_lack_becomes_the_class(maps: ProjectMaps) -> None:
    maps.ask(colouring="weight")
    maps.ask(subject="images")
    assert maps.request.colouring == "class"


def test_another_block_is_mapped_and_kept(maps: ProjectMaps, pump: Pump, session: Session) -> None:
    first = maps.shown
    session.update_view(block=2)
    maps.refresh()
    pump.settle(session)
    assert maps.shown is not None
    assert maps.shown.block == 2
    session.update_view(block=1)
    maps.refresh()
    assert maps.is_fresh  # at once
    assert maps.shown is first
    assert session.jobs.in_lane("maps") is None


def test_kernels_are_selected_both_ways(maps: ProjectMaps, session: Session) -> None:
    shown = maps.shown
    assert shown is not None
    kernels = [point.kernel for point in shown.points]
    maps.select((1, 3))
    assert session.view.kernels == {kernels[1], kernels[3]}
    assert maps.selected == {1, 3}
    maps.select((3,), adds=True)  # is removed
    assert maps.selected == {1}
    maps.select((0, 1), adds=True)
    assert maps.selected == {0, 1}
    assert session.view.kernel is kernels[3]  # the last one that was alone
    session.update_view(kernels=frozenset({kernels[5]}))  # in the gallery
    assert maps.selected == {5}
    maps.select(())
    assert not session.view.kernels


def test_images_have_the_class_that_the_user_gives_them(
    maps: ProjectMaps, session: Session, pump: Pump
) -> None:
    maps.ask(subject="images")
    pump.settle(session)
    session.image_labels.give(ids(session)[:1], 0)
    assert not maps.is_fresh
    pump.settle(session)
    assert maps.shown is not None
    by_image = {point.image: point.class_id for point in maps.shown.points}
    assert [by_image[image] for image in ids(session)] == [0, 1, 1]


def test_patches_are_selected_both_ways(maps: ProjectMaps, session: Session, pump: Pump) -> None:
    maps.ask(subject="patches")
    pump.settle(session)
    shown, (first, second, _) = maps.shown, ids(session)
    assert shown is not None
    at = next(number for number, point in enumerate(shown.points) if point.image == second)
    point = shown.points[at]
    assert session.view.image == first
    maps.select((at,))
    assert session.view.image == second
    assert session.view.marker == point.marker
    patch = MarkedPatch(second, int(point.marker or 0), int(point.row or 0), int(point.col or 0))
    assert session.view.patches == {patch}
    assert maps.selected == {at}
    everything = [(-1.0, -1.0), (-1.0, 99.0), (99.0, 99.0), (99.0, -1.0)]
    maps.select_on_image(first, everything)
    assert {shown.points[number].image for number in maps.selected} == {first}
    maps.select_on_image(second, everything, adds=True)
    assert maps.selected == set(range(len(shown.points)))
    maps.unwatch(ME)
    maps.select_on_image(first, everything)  # has no effect while nobody sees it
    assert maps.selected == set(range(len(shown.points)))


def test_the_point_of_an_image_shows_it(maps: ProjectMaps, session: Session, pump: Pump) -> None:
    maps.ask(subject="images")
    pump.settle(session)
    maps.select((2,))
    assert session.view.image == ids(session)[2]
    assert maps.selected == {2}
    session.update_view(image=ids(session)[0])
    assert maps.selected == {0}


def test_a_new_build_is_mapped(maps: ProjectMaps, session: Session, pump: Pump) -> None:
    before = maps.shown
    session.set_seed(5)
    session.builder.build()
    pump.settle(session)
    assert maps.is_fresh
    assert maps.shown is not before
    assert maps.shown is not None
    assert maps.shown.built is session.builder.current


def test_new_images_are_mapped_without_a_build(
    maps: ProjectMaps, session: Session, pump: Pump
) -> None:
    maps.ask(subject="images")
    pump.settle(session)
    session.attempt(lambda: session.images.remove([ids(session)[2]]))
    pump.settle(session)
    assert maps.shown is not None
    assert [point.image for point in maps.shown.points] == ids(session)[:2]


def test_the_users_work_comes_first(
    maps: ProjectMaps, session: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    session.jobs.start("build", "Building", lambda report: go_on.wait(30), print, print)
    assert unhurried.is_user_served(session.jobs)
    maps.ask(subject="images")
    assert session.jobs.in_lane("maps") is None
    go_on.set()
    pump.settle(session)
    assert maps.is_fresh


def test_work_stops_for_the_user_and_goes_on(
    maps: ProjectMaps, session: Session, pump: Pump
) -> None:
    maps.ask(subject="patches")
    job = session.jobs.in_lane("maps")
    assert job is not None
    go_on = Event()
    session.jobs.start("build", "Building", lambda report: go_on.wait(30), print, print)
    assert job.cancelled
    go_on.set()
    pump.settle(session)
    assert maps.is_fresh
    assert maps.shown is not None
    assert maps.shown.request.subject == "patches"


def test_a_fault_is_shown_and_tried_again(
    maps: ProjectMaps, session: Session, pump: Pump, folder: Path
) -> None:
    image = folder.parent / "cells_0.png"
    content = image.read_bytes()
    image.unlink()
    session.builder._pixels.clear()  # which holds the images of the build
    maps.ask(subject="patches")
    pump.settle(session)
    assert "cells_0.png" in str(maps.fault)
    image.write_bytes(content)
    session.attempt(lambda: session.images.set_role(ids(session)[2:], "test"))
    pump.settle(session)
    assert maps.fault is None
    assert maps.is_fresh


@pytest.mark.parametrize("suffix", [".png", ".svg", ".csv"])
def test_a_map_is_saved(
    maps: ProjectMaps, session: Session, pump: Pump, tmp_path: Path, suffix: str
) -> None:
    lines: list[str] = []
    path = tmp_path / f"map{suffix}"
    maps.save(path, lines.append)
    pump.settle(session)
    assert path.stat().st_size > 100
    assert lines == [f"Saved {path}"]


def test_a_map_that_cannot_be_saved(
    maps: ProjectMaps, session: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    maps.save(tmp_path / "missing" / "map.svg", print)
    pump.settle(session)
    assert messages[-1].level == "error"
    assert "missing" in messages[-1].text


def test_another_project_has_no_map(maps: ProjectMaps, session: Session, pump: Pump) -> None:
    session.document.close()
    assert maps.shown is None
    assert maps.selected == frozenset()
    maps.select((0,))
    assert maps.separability is None
