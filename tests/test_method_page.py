"""The constants that the page on the method names are those of the code."""

import re
from importlib import import_module

import pytest

from tests.conftest import CHECKOUT

ROW = re.compile(r"^\| .+ \| ([\d.e-]+) \| `([\w.]+):(\w+)` \|$", re.M)
CONSTANTS = ROW.findall((CHECKOUT / "docs" / "method.md").read_text("utf-8"))


def test_the_table_is_found() -> None:
    assert len(CONSTANTS) > 20


@pytest.mark.parametrize(("value", "module", "name"), CONSTANTS)
def test_a_constant(value: str, module: str, name: str) -> None:
    assert float(value) == pytest.approx(getattr(import_module(f"flimbuilder.{module}"), name))
