"""Browses all images of a project in the window, and reports the memory it took.

``python -m tests.gui.browsing_child PROJECT SETTINGS`` prints the resident memory, in bytes, after
each image; the caches are small, so that they are full early.
"""

import ctypes
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from flimbuilder.gui import settings
from flimbuilder.gui.app import create_window
from flimbuilder.gui.window import MainWindow

MB = 2**20
SHOWN_KEPT, ENCODED_KEPT, RESULTS_KEPT = 16 * MB, 32 * MB, 16 * MB
PAINTED_KEPT, HEATS_KEPT = 16 * MB, 8 * MB
PATIENCE = 180.0  # seconds for an image, or for the first build; other tests run beside it
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Return the resident bytes of this process, after the allocator returned its free memory.

    Free memory depends on how many threads ran at once, and so on the load of the machine.
    """
    with suppress(AttributeError):  # only glibc has malloc_trim
        ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def browse(window: MainWindow) -> None:
    session = window.session
    shown, encoded = session.pixels._cache, session.inspector._steps.encodings._cache
    results = session.inspector._steps._cache
    shown.limit, encoded.limit, results.limit = SHOWN_KEPT, ENCODED_KEPT, RESULTS_KEPT
    painted, heats = window._work.canvas._scene._ready, window._work.canvas._scene._heats
    painted.limit, heats.limit = PAINTED_KEPT, HEATS_KEPT
    session.update_view(heat="saliency")
    for entry in session.document.project.images:
        session.update_view(image=entry.id)
        settle(window)
        assert session.pixels.shown is not None
        assert session.inspector.decoded is not None
        assert session.inspector.heat is not None
        assert all(card.map is not None for card in session.inspector.cards)
        assert 0 < shown.size <= SHOWN_KEPT
        assert 0 < encoded.size <= ENCODED_KEPT
        assert 0 < results.size <= RESULTS_KEPT
        assert 0 < painted.size <= PAINTED_KEPT
        assert 0 < heats.size <= HEATS_KEPT
        print(resident(), flush=True)


def settle(window: MainWindow) -> None:
    end = time.monotonic() + PATIENCE
    while window.session.jobs.running:
        assert time.monotonic() < end
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()


if __name__ == "__main__":
    project, place = Path(sys.argv[1]), Path(sys.argv[2])
    settings.settings_file = lambda: place
    application = QApplication(sys.argv[:1])
    made = create_window(project)
    assert isinstance(made, MainWindow)
    made.resize(1280, 800)
    made.show()
    settle(made)
    browse(made)
    made.session.close()
    os._exit(0)
