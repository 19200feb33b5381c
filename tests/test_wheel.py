"""A wheel brings all that an installation shows, and nothing else."""

import re
import runpy
import zipfile
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.conftest import CHECKOUT

SITE_ONLY = {"_build", "_static", "_templates", "conf.py", "index.md", "project", "reference"}
SOURCE = "https://code.example/flim"

SCRIPT = runpy.run_path(str(CHECKOUT / "packaging" / "hatch_build.py"))
absolute_links, InstalledFiles = SCRIPT["absolute_links"], SCRIPT["InstalledFiles"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    (path,) = WheelBuilder(str(CHECKOUT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


def files_below(folder: str, *left_out: str) -> set[str]:
    """The files of a folder of the checkout, without caches and what is compiled."""
    unwanted = {"__pycache__", *left_out}
    files = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    names = (path.relative_to(CHECKOUT) for path in files if path.suffix != ".qm")
    return {name.as_posix() for name in names if not unwanted.intersection(name.parts)}


def test_the_wheel_holds_the_package_and_what_it_shows(wheel: zipfile.ZipFile) -> None:
    package = files_below("flimbuilder")
    sources = {name for name in package if name.endswith(".ts")}
    compiled = {f"{name.removesuffix('.ts')}.qm" for name in sources}
    shown = files_below("assets") | files_below("docs", *SITE_ONLY)
    apart = ("flimbuilder/site/", "flimbuilder-0")
    names = {name for name in wheel.namelist() if not name.startswith(apart)}
    assert names == package - sources | compiled | {f"flimbuilder/{name}" for name in shown}


def test_each_file_is_there_once_and_none_is_large(wheel: zipfile.ZipFile) -> None:
    assert len(set(wheel.namelist())) == len(wheel.namelist())
    large = [
        (entry.filename, entry.file_size)
        for entry in wheel.infolist()
        if entry.file_size > 3_000_000
    ]
    assert large == []


def test_its_metadata_have_the_licence_and_a_readme_without_relative_links(
    wheel: zipfile.ZipFile,
) -> None:
    (folder,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    metadata = BytesParser().parsebytes(wheel.read(f"{folder}/METADATA"))
    assert metadata["License-Expression"] == "MIT"
    assert wheel.read(f"{folder}/licenses/LICENSE") == (CHECKOUT / "LICENSE").read_bytes()
    assert metadata["Description-Content-Type"] == "text/markdown"
    text = metadata.get_payload(decode=True).decode()
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    assert "# flimbuilder" in prose
    assert re.findall(r"\]\((?!https?:|#)[^)]*\)", prose) == []


PAGE = """# Title

![A picture](docs/a.png) and [a page](docs/a.md#part), [here](#title), [far](https://far.example).

| task | page |
|---|---|
| count | [*Count*](docs/b.md), or a command ([more](docs/c.md)) |

```python
items[0](argument)
```
"""


def test_links_lead_to_the_tag_of_the_version_and_code_stays() -> None:
    page = absolute_links(PAGE, SOURCE, "1.2.3")
    assert f"![A picture]({SOURCE}/raw/v1.2.3/docs/a.png)" in page
    assert f"[a page]({SOURCE}/blob/v1.2.3/docs/a.md#part)" in page
    assert "[here](#title), [far](https://far.example)." in page
    assert f"[*Count*]({SOURCE}/blob/v1.2.3/docs/b.md)" in page
    assert "\nitems[0](argument)\n" in page


def test_a_picture_that_is_a_link_keeps_both() -> None:
    page = absolute_links("[![A](a.png)](b.md)", SOURCE, "1.2.3")
    assert page == f"[![A]({SOURCE}/raw/v1.2.3/a.png)]({SOURCE}/blob/v1.2.3/b.md)"


def test_without_an_address_links_become_their_text() -> None:
    page = absolute_links(PAGE, None, "1.2.3")
    assert " and a page, [here](#title), [far](https://far.example)." in page
    assert "| count | *Count*, or a command |" in page
    assert "docs/" not in page
    assert "\nitems[0](argument)\n" in page


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a page, a translation and a built site, but without a package."""
    script = (CHECKOUT / "packaging" / "compile_translations.py").read_text("utf-8")
    message = "<message><source>File</source><translation>Arquivo</translation></message>"
    files = {
        "packaging/compile_translations.py": script,
        "docs/how_to/count.md": "# Count",
        "docs/index.md": "# All pages",
        "docs/_build/html/index.html": "<h1>All pages</h1>",
        "docs/_build/html/.buildinfo": "made at noon",
        "flimbuilder/gui/language/window_pt_BR.ts": f'<TS language="pt_BR"><context>'
        f"<name>QObject</name>{message}</context></TS>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def included(project: Path, target: str, version: str) -> dict[str, str]:
    """What the hook adds to a build: names in the result by those in the project."""
    hook = InstalledFiles(str(project), {}, None, None, "", target)
    build_data: dict[str, Any] = {"force_include": {}}
    hook.initialize(version, build_data)
    assert all(Path(source).is_file() for source in build_data["force_include"])
    hook.finalize(version, build_data, "")
    return {
        Path(source).relative_to(project).as_posix()
        if Path(source).is_relative_to(project)
        else "made": name
        for source, name in build_data["force_include"].items()
    }


CATALOGUE = "flimbuilder/gui/language/window_pt_BR.qm"


def test_a_wheel_gets_pages_translations_and_the_built_site(project: Path) -> None:
    assert included(project, "wheel", "standard") == {
        "docs/how_to/count.md": "flimbuilder/docs/how_to/count.md",
        "docs/_build/html/index.html": "flimbuilder/site/index.html",
        "made": CATALOGUE,
    }
    assert not (project / CATALOGUE).exists()


def test_an_sdist_gets_the_built_site_where_a_wheel_finds_it(project: Path) -> None:
    page = "docs/_build/html/index.html"
    assert included(project, "sdist", "standard") == {page: page}


def test_an_editable_install_gets_translations_in_place(project: Path) -> None:
    assert included(project, "wheel", "editable") == {}
    assert (project / CATALOGUE).is_file()


def test_without_a_site_all_else_is_built(project: Path) -> None:
    (project / "docs/_build/html/index.html").unlink()
    assert "docs/how_to/count.md" in included(project, "wheel", "standard")
    assert included(project, "sdist", "standard") == {}
