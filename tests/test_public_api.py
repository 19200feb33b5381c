"""What ``import flimbuilder as fb`` offers, and what it costs."""

import subprocess
import sys

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
