"""The screenshots of README and the guides."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.read import read_image

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parent.parent
SCRIPT = CHECKOUT / "packaging" / "screenshots.py"
LARGEST = 250_000  # bytes of a picture in the checkout


def test_the_script_takes_a_screenshot(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, str(SCRIPT), "draw", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
        check=False,
    )
    assert made.returncode == 0, made.stderr
    pixels = read_image(tmp_path / "draw.png").pixels
    assert pixels.shape == (800, 1280, 3)
    assert len(np.unique(pixels[150:700, 300:850].reshape(-1, 3), axis=0)) > 500  # the image
    assert pixels.std(axis=(0, 1)).min() > 10


def test_the_pages_show_existing_pictures() -> None:
    pictures = CHECKOUT / "docs" / "pictures"
    shown = {
        "README.md": [
            f"docs/pictures/{name}" for name in ("loop.webp", "draw.png", "results.png")
        ],
        "docs/window.md": [
            f"pictures/{name}.png" for name in ("draw", "kernels", "decoder", "results")
        ],
        "docs/explain.md": [
            f"pictures/explain-{name}.png"
            for name in ("why", "maps", "likes", "attributions", "suggestions", "report")
        ],
        "docs/tasks.md": [
            f"pictures/tasks-{name}.png" for name in ("identification", "instances", "finetuning")
        ],
    }
    for page, names in shown.items():
        text = (CHECKOUT / page).read_text()
        assert all(f"]({name})" in text for name in names)
    assert all(picture.stat().st_size < LARGEST for picture in pictures.rglob("*.png"))
    assert (pictures / "loop.webp").stat().st_size < 3_000_000
