"""Optional libraries are checked without importing them."""

import sys

import pytest

from flimbuilder.errors import InputError
from flimbuilder.project.extras import require_extra


def test_an_installed_library_is_not_imported() -> None:
    name = "xml.dom.pulldom"  # of Python itself, and nobody here has imported it
    sys.modules.pop(name, None)
    require_extra("some", "this", name)
    assert name not in sys.modules


@pytest.mark.parametrize("name", ["no_such_library", "no_such_library.part", "json.no_such_part"])
def test_the_message_names_library_and_extra(name: str) -> None:
    with pytest.raises(InputError) as error:
        require_extra("some", "writing a letter", "json", name)
    assert str(error.value) == (
        f"writing a letter needs {name}, which is not installed; "
        "install it with: pip install 'flimbuilder[some]'"
    )


def test_the_frozen_application_cannot_be_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(InputError) as error:
        require_extra("some", "writing a letter", "no_such_library")
    assert str(error.value) == (
        "writing a letter needs no_such_library, which this application does not contain; "
        "install flimbuilder as a Python package: pip install 'flimbuilder[some]'"
    )


def test_a_blocked_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wave", None)
    with pytest.raises(InputError, match="wave"):
        require_extra("some", "this", "wave")
