"""The report on a project: one page, self-contained and escaped, equal for equal projects."""

import base64
import re
import shutil
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from flimbuilder.analysis.measures import MEASURES
from flimbuilder.errors import Cancelled, InputError, LearnError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import ProjectFolder, create_project, open_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ClassEntry, Project
from flimbuilder.workflow import report as report_module
from flimbuilder.workflow.build import build
from flimbuilder.workflow.report import WrittenReport, report_project, write_report
from flimbuilder.workflow.report_parts.pictures import PagePictures
from tests.scenes import CENTRES, Scene, import_scene, label_map, paint, write_scene

pytestmark = pytest.mark.slow

VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """What a browser sees."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.source = path.read_text("utf-8")
        self.text = ""
        self.images: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.ids: set[str | None] = set()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        self.ids.add(given.get("id"))
        self.links += [given[name] or "" for name in ("src", "href") if name in given]
        if tag == "img":
            self.images.append(given)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def report_of(project: Project, folder: Path, out: Path) -> tuple[WrittenReport, Page]:
    files = ProjectFiles(folder)
    written = write_report(project, files, build(project, files), out, name=folder.name)
    return written, Page(out)


@pytest.fixture(scope="module")
def reported(
    project: ProjectFolder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[WrittenReport, Page]:
    out = tmp_path_factory.mktemp("report") / "page.html"
    written = report_project(project, out)
    return written, Page(out)


def test_the_page_is_whole_and_loads_nothing(reported: tuple[WrittenReport, Page]) -> None:
    written, page = reported
    assert page.open == []
    assert not page.tags & {"script", "link", "iframe", "object", "form", "base"}
    assert not any(name.startswith("on") for name in page.attributes)
    for link in page.links:
        assert link.startswith("data:image/") or link[1:] in page.ids, link[:80]
    assert "http" not in page.source.replace('http-equiv="', "")
    assert written.size == len(page.source.encode()) < 10_000_000


def test_every_picture_opens_and_has_a_text(reported: tuple[WrittenReport, Page]) -> None:
    _, page = reported
    kinds = set()
    for shown in page.images:
        assert shown["alt"]
        kind, data = re.fullmatch(r"data:image/(.+);base64,(.+)", shown["src"] or "").groups()
        kinds.add(kind)
        content = base64.b64decode(data, validate=True)
        if kind == "svg+xml":
            assert content.startswith(b"<svg")
        else:
            size = Image.open(BytesIO(content)).size
            assert size == (int(shown["width"] or 0), int(shown["height"] or 0))
    assert kinds == {"jpeg", "png", "svg+xml"}


def test_has_the_facts_of_project_and_build(
    reported: tuple[WrittenReport, Page], project: ProjectFolder
) -> None:
    written, page = reported
    built = build(project.project, ProjectFiles(project.path))
    document = built.model.document
    assert written.fingerprint == document.fingerprint
    assert document.fingerprint in page.text
    for entry in project.project.images:
        assert entry.name in page.text
        assert str(entry.sha256)[:12] in page.text
    assert f"{sum(document.kernel_counts)}kernels in 2 blocks" in page.text
    assert f"flimbuilder report {project.path.name} --out report.html" in page.text
    for section in ("Data", "Markers", "Architecture", "Kernels", "Measures", "Why here?"):
        assert section in page.text
    for name, version in document.environment.items():
        assert name in page.text
        assert version in page.text


def test_measures_are_the_means_of_the_images(reported: tuple[WrittenReport, Page]) -> None:
    written, page = reported
    assert set(written.measures) == set(MEASURES)
    table = page.source[page.source.index("Every image") :]
    rows = re.findall(r'<td class="name">\w\.png</td><td class="left">(\w+)</td>(.*?)</tr>', table)
    roles = [role for role, _ in rows]
    values = np.array(
        [[float(cell) for cell in re.findall(r"<td>([\d.]+)</td>", row)] for _, row in rows]
    )
    assert roles == ["training", "training", "test"]
    assert values.mean(axis=0) == pytest.approx(list(written.measures.values()), abs=6e-4)
    spread = [float(value) for value in re.findall(r"± (\d\.\d{3})", page.text)]
    expected = [*values[:2].std(axis=0, ddof=1), *values.std(axis=0, ddof=1)]
    assert spread == pytest.approx(expected, abs=2e-3)


def test_equal_projects_give_equal_bytes(
    reported: tuple[WrittenReport, Page], project: ProjectFolder, scene: Scene, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(scene.folder.parent, moved)
    out = tmp_path / "other name.html"
    report_project(moved / project.path.name, out)
    assert out.read_text("utf-8") == reported[1].source


HOSTILE = "<script>alert('1')</script>\"&{{ 7*7 }}"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    folder = tmp_path / "a'b & <b>c.flim"
    markers, entries = {}, []
    for number, name in enumerate(('"><img src=x onerror=alert(1)>', "{{ 7*7 }}&amp;<b>")):
        image = tmp_path / f"{name}.png"
        write_png(image, paint(label_map(), seed=number))
        entry = image_entry(folder, image, (40, 48, 3), "uint8")
        entries.append(entry)
        row, col = CENTRES[0]
        disks = (
            Disk(id=1, class_id=1, center=(row, col), radius=4),
            Disk(id=2, class_id=0, center=(34, 8), radius=4),
        )
        markers[entry.id] = ImageMarkers(next_id=3, markers=disks)
    classes = (
        ClassEntry(id=0, name="<style>*{display:none}</style>", colour="#0072b2"),
        ClassEntry(id=1, name=HOSTILE, colour="#e69f00"),
    )
    project = Project(images=tuple(entries), markers=markers, classes=classes)
    create_project(folder, project)
    out = tmp_path / "page.html"
    report_project(folder, out)
    page = Page(out)
    assert page.open == []
    assert not page.tags & {"script", "b>c"}
    assert page.source.count("<style") == 1
    assert "onerror" not in page.attributes
    assert all((shown["src"] or "").startswith("data:image/") for shown in page.images)
    assert HOSTILE in page.text
    assert '"><img src=x onerror=alert(1)>.png' in page.text
    assert "49" not in re.findall(r"\b49\b", page.source[page.source.index("</style>") :][:500])
    for shown in page.images:
        if (shown["src"] or "").startswith("data:image/svg"):
            content = base64.b64decode((shown["src"] or "").split(",")[1]).decode()
            assert "<script" not in content
            assert "<img" not in content


@pytest.mark.parametrize(
    "decoder",
    [
        DecoderChoice(id="ml"),
        DecoderChoice(id="pb"),
        DecoderChoice(id="at", block=1, fused=(1, 2)),
    ],
    ids=lambda choice: choice.id,
)  # fmt: skip
def test_every_kind_of_decoder_is_reported(
    project: ProjectFolder, tmp_path: Path, decoder: DecoderChoice
) -> None:
    _, page = report_of(
        project.project.with_(decoder=decoder), project.path, tmp_path / "page.html"
    )
    assert page.open == []
    assert f"({decoder.id})" in page.text


def test_several_classes(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    opened = import_scene(tmp_path / "two.flim", scene)
    written = report_project(opened, tmp_path / "page.html")
    page = Page(tmp_path / "page.html")
    assert "Of several object classes, the mean" in page.text
    assert written.measures["dice"] > 0


def test_without_masks_nothing_is_measured(project: ProjectFolder, tmp_path: Path) -> None:
    images = tuple(entry.with_(mask=None) for entry in project.project.images)
    written, page = report_of(
        project.project.with_(images=images), project.path, tmp_path / "page.html"
    )
    assert written.measures == {}
    assert "No image has a reference mask" in page.text


def test_an_image_that_is_gone_is_named(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files")
    opened = import_scene(tmp_path / "scene.flim", scene)
    scene.image("c").unlink()
    written = report_project(opened, tmp_path / "page.html")
    (line,) = written.left_out
    assert "c.png" in line
    assert line in Page(tmp_path / "page.html").text


def test_large_images_are_left_out(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.workflow.report_parts.results.WHOLE_BYTES", 1000)
    monkeypatch.setattr("flimbuilder.workflow.suggest.WHOLE_BYTES", 1000)
    written = report_project(project, tmp_path / "page.html")
    assert len(written.left_out) == 3
    page = Page(tmp_path / "page.html")
    assert "too large to be encoded whole" in page.text
    assert "2 images left out, too large or with other channels than the model" in page.text
    assert written.measures == {}


def test_pictures_beyond_the_limit_are_left_out() -> None:
    pictures = PagePictures(limit=3000)
    noise = np.random.default_rng(0).integers(0, 255, (20, 20, 3), dtype=np.uint8)
    assert pictures.sharp(noise, "first") is not None
    large = np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    assert pictures.sharp(large, "second") is None
    assert pictures.photo(noise, "third") is not None
    assert pictures.left_out == 1


def test_a_small_page_says_what_it_lacks(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_module, "PagePictures", lambda: PagePictures(20_000))
    written = report_project(project, tmp_path / "page.html")
    assert written.size < 120_000
    assert "pictures, so that the page stays below 10 MB" in written.left_out[-1]


def test_can_be_cancelled_at_any_stage(project: ProjectFolder, tmp_path: Path) -> None:
    stages: list[str] = []
    out = tmp_path / "page.html"
    report_project(project, out, on_progress=lambda stage, *_: stages.append(stage))
    out.unlink()
    for wanted in ("reading the images", "attributing"):
        assert wanted in stages

        def stop(stage: str, done: int, total: int, wanted: str = wanted) -> None:
            if stage == wanted:
                raise Cancelled("stopped")

        with pytest.raises(Cancelled):
            report_project(project, out, on_progress=stop)
        assert not out.exists()


def test_refuses_what_cannot_be_reported(project: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; give the file to write"):
        report_project(project, tmp_path)
    image = project.path / project.project.images[0].path
    before = image.read_bytes()
    with pytest.raises(InputError, match="a report is a web page"):
        report_project(project, image)
    assert image.read_bytes() == before
    create_project(tmp_path / "empty.flim", Project())
    with pytest.raises(LearnError, match="nothing to learn from"):
        report_project(open_project(tmp_path / "empty.flim"), tmp_path / "page.html")
