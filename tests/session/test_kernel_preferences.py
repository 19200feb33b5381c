"""What the shown kernel likes: found image by image while somebody watches."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from flimbuilder.explain.kernels.preferences import preferred_patches
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.session import Session
from tests.session.conftest import Pump, ids

ME = "the test"


@pytest.fixture
def opened(session: Session, pump: Pump, folder: Path) -> Session:
    session.open(folder)
    pump.settle(session)
    session.view_changed.connect(lambda before, after: session.preferences.refresh())
    return session


def kernels_of(session: Session, block: int) -> list[KernelIdentity]:
    built = session.builder.current
    assert built is not None
    return [kernel.identity for kernel in built.learned.blocks[block - 1].kept]


def show(session: Session, pump: Pump, block: int, channel: int) -> None:
    session.update_view(block=block, kernel=kernels_of(session, block)[channel])
    pump.settle(session)


def test_finds_nothing_until_somebody_watches(opened: Session, pump: Pump) -> None:
    show(opened, pump, 1, 0)
    assert opened.preferences.patches == ()
    assert opened.preferences.progress == (0, 3)


@pytest.mark.parametrize("block", [1, 2])
def test_finds_what_the_library_finds(opened: Session, pump: Pump, block: int) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, block, 1)
    built, folder = opened.builder.current, opened.document.path
    assert built is not None
    assert folder is not None
    files, entries = ProjectFiles(folder), opened.document.project.images
    images = ((entry.id, files.pixels(entry)) for entry in entries)
    expected = preferred_patches(built.model, images, block)[1]
    assert tuple(shown.patch for shown in opened.preferences.patches) == expected
    assert opened.preferences.progress == (3, 3)
    first = opened.preferences.patches[0]
    assert first.name.startswith("cells_")
    assert first.picture.shape == (33, 33, 3)
    assert opened.preferences.field == built.model.document.blocks[block - 1].receptive_field


def test_shows_the_input_that_excites_the_kernel_most(opened: Session, pump: Pump) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, 1, 2)
    found = opened.preferences.best_input
    assert found is not None
    assert found.dtype == np.uint8
    assert found.std() > 0


def test_another_kernel_of_the_block_needs_no_search(opened: Session, pump: Pump) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, 1, 0)
    first = opened.preferences.patches
    opened.update_view(kernel=kernels_of(opened, 1)[1])
    assert opened.preferences.progress == (3, 3)
    assert opened.preferences.patches
    assert opened.preferences.patches != first


def test_no_kernel_or_a_deleted_one_has_no_patches(opened: Session, pump: Pump) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, 1, 0)
    opened.update_view(kernel=None)
    assert opened.preferences.channel is None
    assert opened.preferences.patches == ()
    assert opened.preferences.best_input is None


def test_a_block_that_a_build_leaves_as_it_is_is_not_searched_again(
    opened: Session, pump: Pump
) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, 1, 0)
    before = opened.preferences.patches
    kernel = kernels_of(opened, 2)[0]
    opened.kernels.delete(2, [kernel])
    opened.builder.build()
    pump.settle(opened)
    assert [shown.patch for shown in opened.preferences.patches] == [
        shown.patch for shown in before
    ]


def test_an_image_that_is_gone_leaves_no_patch(opened: Session, pump: Pump) -> None:
    opened.preferences.watch(ME)
    show(opened, pump, 1, 0)
    gone = ids(opened)[2]
    opened.images.remove([gone])
    pump.settle(opened)
    assert opened.preferences.progress == (2, 2)
    assert all(shown.patch.image != gone for shown in opened.preferences.patches)


def test_names_an_image_that_cannot_be_read(opened: Session, pump: Pump, folder: Path) -> None:
    (folder.parent / "cells_2.png").unlink()
    opened.preferences.watch(ME)
    show(opened, pump, 1, 0)
    (problem,) = opened.preferences.problems
    assert "cells_2.png" in problem
    assert opened.preferences.progress == (3, 3)
    assert opened.preferences.patches


def test_waits_for_the_users_own_work(opened: Session, pump: Pump) -> None:
    release, began = Event(), Event()

    def work(report: object) -> None:
        began.set()
        release.wait(10)

    opened.jobs.start("build", "Work", work, lambda result: None, opened.fail)
    began.wait(10)
    opened.preferences.watch(ME)
    opened.update_view(kernel=kernels_of(opened, 1)[0])
    assert opened.jobs.in_lane("likes") is None
    release.set()
    pump.settle(opened)
    assert opened.preferences.progress == (3, 3)


def test_stops_if_nobody_watches_any_more(opened: Session, pump: Pump) -> None:
    opened.preferences.watch(ME)
    opened.update_view(kernel=kernels_of(opened, 1)[0])
    opened.preferences.unwatch(ME)
    pump.settle(opened)
    assert opened.preferences.progress[0] < 3
