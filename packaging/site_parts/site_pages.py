"""Pages as code hosts show them: links out of `docs/`, files of the project's root, languages.

`docs/` is plain Markdown for code hosts and for the guide in the window. Its links may lead to
files that the site shows elsewhere (README.md, CONTRIBUTING.md, the examples) or lacks.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

__all__ = ["relink", "setup"]

ROOT_PAGES = {
    "project/changelog": "CHANGELOG.md",
    "project/code_of_conduct": "CODE_OF_CONDUCT.md",
    "project/contributing": "CONTRIBUTING.md",
    "project/security": "SECURITY.md",
}
ELSEWHERE = {
    "README.md": "docs/index.md",
    "README.md#in-your-own-pytorch-code": "docs/library.md#without-flimbuilder",
    "README.md#system-libraries-on-linux": "docs/install.md",
    "README.md#the-command-line": "docs/command_line.md",
    "docs/examples/learn_and_predict.py": "docs/reference/examples.md#find-coins",
    "docs/examples/sklearn_pipeline.py": "docs/reference/examples.md#cross-validate-an-encoder",
    "docs/examples/unet_initialised.py": "docs/reference/examples.md#start-a-u-shaped-network",
    **{root: f"docs/{page}.md" for page, root in ROOT_PAGES.items()},
}
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^()\s]+)\)")


def setup(app: Sphinx) -> dict[str, Any]:
    """Change pages when Sphinx reads them, and their language when it writes them."""
    app.connect("source-read", _read)
    app.connect("html-page-context", _set_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def relink(text: str, place: str, page: str, checkout: Path) -> str:
    """Return a page whose links lead to pages of the site.

    Parameters
    ----------
    text : str
        The page in Markdown.
    place : str
        Path of the file from the checkout, such as ``docs/how_to/counting.md``.
    page : str
        Path of the page that shows it; differs from `place` for files of the root.
    checkout : Path
    """

    def follow(match: re.Match[str]) -> str:
        words, link = match.groups()
        path, _, anchor = link.partition("#")
        if not path or re.match(r"[a-z]+:", link):
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        moved = ELSEWHERE.get(f"{target}#{anchor}")
        if moved is None and target in ELSEWHERE:
            moved = ELSEWHERE[target] + (f"#{anchor}" if anchor else "")
        if moved is None and not target.startswith("docs/"):
            return words if (checkout / target).exists() else match[0]
        moved = moved or target + (f"#{anchor}" if anchor else "")
        shown, _, anchor = moved.partition("#")
        relative = posixpath.relpath(shown, posixpath.dirname(page))
        return f"[{words}]({relative}{'#' + anchor if anchor else ''})"

    return _outside_code(lambda part: LINK.sub(follow, part), text)


def _outside_code(change: Callable[[str], str], text: str) -> str:
    """Change what is not code; a link around code is no code."""
    parts = re.split(r"(^```.*?^```[^\S\n]*$)", text, flags=re.M | re.S)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    checkout = Path(app.srcdir).parent
    place = page = f"docs/{name}.md"
    if name in ROOT_PAGES:
        place = ROOT_PAGES[name]
        app.env.note_dependency(str(checkout / place))
        source[0] = (checkout / place).read_text("utf-8")
    source[0] = relink(source[0], place, page, checkout)


def _set_language(
    app: Sphinx, name: str, template: str, context: dict[str, Any], tree: object
) -> None:
    if name.startswith("pt_BR/"):
        context["language"] = "pt-BR"
