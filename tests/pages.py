"""The pages of the documentation, and the examples in them."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import CHECKOUT

__all__ = ["FENCE", "fenced_blocks", "page_name", "pages"]

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=indent)```", re.M | re.S
)


def pages() -> list[Path]:
    """Return README, CONTRIBUTING and all pages of docs/, but for what the build writes."""
    written = CHECKOUT / "docs" / "_build"
    found = [path for path in (CHECKOUT / "docs").rglob("*.md") if written not in path.parents]
    return [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *sorted(found)]


def page_name(path: Path) -> str:
    """Return the path of a page from the checkout."""
    return path.relative_to(CHECKOUT).as_posix()


def fenced_blocks(text: str, *languages: str) -> Iterator[str]:
    """Yield the code of the blocks of a page that are of one of these languages."""
    for block in FENCE.finditer(text):
        if block["language"].strip() in languages:
            indent = len(block["indent"])
            yield "".join(line[indent:] for line in block["code"].splitlines(keepends=True))
