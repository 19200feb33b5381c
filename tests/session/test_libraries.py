"""Loading the packages of background work in one lane while other lanes wait."""

import subprocess
import sys
from pathlib import Path

import pytest

from flimbuilder.session import libraries as module
from flimbuilder.session.session import Session
from tests.session.conftest import Pump

pytestmark = pytest.mark.slow


def test_loading_emits_a_signal(session: Session, pump: Pump) -> None:
    loads: list[int] = []
    session.libraries.loaded.connect(lambda: loads.append(1))
    session.libraries.load()
    (job,) = session.jobs.running
    assert job.quiet
    pump.settle(session)
    assert loads == [1]


def test_builds_and_thumbnails_wait_for_the_libraries(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.libraries.expect()
    session.open(folder)
    pump.until(lambda: session.libraries.is_quiet)
    assert session.pixels.shown is not None
    waiting = [job.lane for job in session.jobs.running]
    assert sorted(waiting) == ["build", "thumbnails"]
    built: list[bool] = []
    session.libraries.loaded.connect(lambda: built.append(session.builder.current is not None))
    session.libraries.load()
    pump.settle(session)
    assert built == [False]
    assert session.builder.current is not None
    assert session.thumbnails.get(session.document.project.images[-1].id) is not None


def test_a_failed_import_is_reported_and_releases_the_lanes(
    folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, failures = Session(pump), list[Exception]()
    session.failed.connect(failures.append)
    monkeypatch.setattr(module, "MODULES", ("flimbuilder.no_such_module",))
    session.libraries.expect()
    session.open(folder)
    session.libraries.load()
    pump.settle(session)
    (failure,) = failures
    assert isinstance(failure, ModuleNotFoundError)
    assert session.builder.current is not None
    assert session.close()


def test_closing_while_loading(session: Session) -> None:
    session.libraries.expect()
    session.libraries.load()
    assert session.close()


def test_a_build_imports_nothing_after_loading() -> None:
    code = (
        "from flimbuilder.session.libraries import _import_modules, _open_torch\n"
        "import sys\n"
        "report = lambda *progress: None\n"
        "_open_torch(report)\n"
        "assert 'torch' not in sys.modules\n"
        "_import_modules(report)\n"
        "assert {'torch', 'flimbuilder.flim.learner', 'scipy.ndimage'} <= sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
