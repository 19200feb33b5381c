"""What the tests of pixels share."""

from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path):
    """Return a function that puts bytes in a file and gives its path."""

    def put_bytes(content: bytes, name: str = "image.png") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put_bytes
