"""What all tests share."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real images with real markers and masks, where there is one."""
    named = os.environ.get("FLIMBUILDER_TEST_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    if not (folder / "parasites").is_dir():
        pytest.skip(f"no real images: {folder} is missing (set FLIMBUILDER_TEST_DATA)")
    return folder
