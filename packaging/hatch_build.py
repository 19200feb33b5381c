"""What the build of a wheel or sdist adds: translations, pages, and a README for package indexes.

hatchling calls both classes; ``pyproject.toml`` names this file.
"""

import importlib.util
import re
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

__all__ = ["IndexReadme", "InstalledFiles", "absolute_links"]

LANGUAGE = "flimbuilder/gui/language"
SITE = "docs/_build/html"
SITE_ONLY = {  # parts of docs/
    "_build",
    "_static",
    "_templates",
    "conf.py",
    "index.md",
    "project",
    "reference",
}
ASIDE = re.compile(r" \(\[[^\[\]]*\]\([^)]*\)\)")  # " ([more](page.md))"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")


class InstalledFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the files that lie elsewhere in the checkout, or are made from others.

    A wheel gets ``flimbuilder/docs`` for the in-app guide, the compiled translations, and the
    documentation as ``flimbuilder/site`` if it was built. An sdist carries the built documentation
    too, as a build does not require Sphinx. An editable install gets the translations in place.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to hatchling; see its documentation of build hooks."""
        root = Path(self.root)
        if version == "editable":
            _compile(root, root / LANGUAGE)
            return
        included = build_data["force_include"]
        site = root / SITE
        has_site = (site / "index.html").is_file()
        if self.target_name == "sdist":
            if has_site:
                included.update({str(path): f"{SITE}/{name}" for name, path in _files(site)})
            return
        for name, path in _files(root / "docs"):
            if not SITE_ONLY.intersection(Path(name).parts):
                included[str(path)] = f"flimbuilder/docs/{name}"
        if has_site:
            included.update({str(path): f"flimbuilder/site/{name}" for name, path in _files(site)})
        self._scratch = tempfile.TemporaryDirectory()
        for qm in _compile(root, Path(self._scratch.name)):
            included[str(qm)] = f"{LANGUAGE}/{qm.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what only the build needed."""
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()


class IndexReadme(MetadataHookInterface):
    """Sets the long description: README.md with links that work outside the repository."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``readme``, which ``pyproject.toml`` declares dynamic."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        source = metadata.get("urls", {}).get("Source")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute_links(text, source, metadata["version"]),
        }


def absolute_links(text: str, source: str | None, version: str) -> str:
    """Make relative links of a Markdown page absolute.

    Parameters
    ----------
    text : str
        The page, which lies at the root of the repository.
    source : str, optional
        The address of the repository. Without one, links become their text; pictures, and links in
        brackets, go.
    version : str
        Links lead to the tag of this version.

    Returns
    -------
    str
        The page. Code is unchanged.
    """

    def replace(match: re.Match[str]) -> str:
        picture, label, target = match.groups()
        if source is None:
            return "" if picture else LINK.sub(replace, label)
        kind = "raw" if picture else "blob"
        return f"{picture}[{LINK.sub(replace, label)}]({source}/{kind}/v{version}/{target})"

    if source is None:
        text = ASIDE.sub("", text)
    fences = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(
        part if index % 2 else LINK.sub(replace, part) for index, part in enumerate(fences)
    )


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Return the files below a folder, without hidden ones, by their relative names."""
    files = ((path.relative_to(folder), path) for path in sorted(folder.rglob("*")))
    return [
        (name.as_posix(), path)
        for name, path in files
        if path.is_file() and not any(part.startswith(".") for part in name.parts)
    ]


def _compile(root: Path, target: Path) -> list[Path]:
    path = root / "packaging" / "compile_translations.py"
    spec = importlib.util.spec_from_file_location("compile_translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: list[Path] = module.compile_folder(root / LANGUAGE, target)
    return made
