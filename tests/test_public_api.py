"""What ``import flimbuilder as fb`` offers, and what it costs."""

import json
import os
import subprocess
import sys

import pytest

import flimbuilder as fb


def test_every_public_name_is_there() -> None:
    for name in fb.__all__:
        assert getattr(fb, name) is not None
    assert {"FlimEncoder", "Architecture", "Block", "Disk", "Stroke"} <= set(dir(fb))


def test_the_package_alone_loads_nothing_heavy() -> None:
    code = (
        "import sys, flimbuilder; "
        "print([n for n in ('torch', 'numpy', 'skimage', 'PySide6') if n in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [({}, ["passive", "1000"]), ({"OMP_WAIT_POLICY": "active"}, ["active", None]),
     ({"GOMP_SPINCOUNT": "7"}, ["passive", "7"])],
)  # fmt: skip
def test_threads_wait_as_the_user_has_chosen(
    chosen: dict[str, str], expected: list[str | None]
) -> None:
    names = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
    plain = {name: value for name, value in os.environ.items() if name not in names}
    code = f"import json, os, flimbuilder; print(json.dumps([os.getenv(one) for one in {names}]))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=plain | chosen,
    )
    assert json.loads(result.stdout) == expected
