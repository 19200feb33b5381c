"""The report of the whole demo."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from flimbuilder.demo.report import PICTURES, write_report
from flimbuilder.demo.results import DemoResult, commands_by_hand
from flimbuilder.imaging.read import read_image

pytestmark = pytest.mark.slow


class Page(HTMLParser):
    """The parts of a page that a browser would load."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.folder = path.parent
        self.text = ""
        self.images: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.ids: set[str | None] = set()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        attributes = dict(attrs)
        self.addresses += [
            attributes[name] or "" for name in ("src", "href") if name in attributes
        ]
        self.ids.add(attributes.get("id"))
        if tag == "img":
            self.images.append(attributes)
        elif tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.fixture(scope="module")
def page(demo: DemoResult) -> Page:
    return Page(demo.report)


def test_every_element_is_closed(page: Page) -> None:
    assert page.open == []


def test_the_report_mentions_every_piece(page: Page, demo: DemoResult) -> None:
    for run in demo.runs:
        assert run.document.title in page.text
        assert run.document.credit in page.text
        for piece in run.pieces:
            assert piece.name in page.text


def test_every_address_is_a_file_of_the_folder(page: Page) -> None:
    assert page.addresses
    for address in page.addresses:
        if address.startswith("#"):
            assert address[1:] in page.ids
        else:
            assert address.startswith(f"{PICTURES}/")
            assert (page.folder / address).is_file()


def test_every_picture_is_shown(page: Page) -> None:
    shown = {page.folder / (image["src"] or "") for image in page.images}
    assert shown == set((page.folder / PICTURES).iterdir())


def test_every_picture_has_a_text_and_its_size(page: Page) -> None:
    for image in page.images:
        assert image["alt"]
        if "width" in image:
            shape = read_image(page.folder / str(image["src"])).pixels.shape
            assert shape == (int(image["height"] or 0), int(image["width"] or 0), 3)


def test_every_map_and_kernel_is_shown(page: Page, demo: DemoResult) -> None:
    sources = {Path(str(image["src"])).stem for image in page.images}
    for run in demo.runs:
        for number, count in enumerate(run.model.document.kernel_counts, start=1):
            maps = {f"{run.name}_block_{number}_map_{channel + 1}" for channel in range(count)}
            assert maps <= sources
        kernels = {
            f"{run.name}_kernel_{n + 1}" for n in range(run.model.document.kernel_counts[0])
        }
        assert kernels <= sources


def test_kernels_name_their_origin(page: Page, demo: DemoResult) -> None:
    for run in demo.runs:
        stems = {entry.id: Path(entry.path).stem for entry in run.project.images}
        for kernel in run.model.document.blocks[0].kernels:
            place = f"{stems[kernel.image]}, marker {kernel.marker}, pixel {kernel.pixel}"
            assert place in page.text


def test_the_report_has_the_measures_and_proofs(page: Page, demo: DemoResult) -> None:
    for run in demo.runs:
        assert run.model.document.fingerprint in page.text
        for evaluation in run.evaluations.values():
            for values in (*evaluation.per_image.values(), evaluation.mean()):
                assert all(f"{value:.3f}" in page.text for value in values.values())
        for line in commands_by_hand(run.paths):
            assert line in page.text


def test_the_report_needs_no_other_files(demo: DemoResult) -> None:
    source = demo.report.read_text("utf-8")
    for outside in ("http:", "https:", "//", "url(", "@import", "<script", "<link"):
        assert outside not in source
    assert "prefers-color-scheme: dark" in source


def test_the_report_names_no_path_of_this_machine(demo: DemoResult) -> None:
    assert str(demo.report.parent) not in demo.report.read_text("utf-8")


def test_text_of_the_documents_is_escaped(
    demo: DemoResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = 'a < b & "c" <script>alert(1)</script>'
    run = demo.runs[0]
    document = run.document.model_copy(update={"title": hostile, "credit": hostile})
    page = Page(write_report(tmp_path, [replace(run, document=document)]))
    assert "script" not in page.tags
    assert page.text.count(hostile) == 3  # in the overview, as a heading, in the footer
