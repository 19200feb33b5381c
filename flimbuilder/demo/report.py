"""The demo's report: one page that needs nothing from outside but its own pictures."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder import __version__
from flimbuilder.demo.gallery import Gallery
from flimbuilder.demo.markup import Markup, document, element, together
from flimbuilder.demo.proofs import STANDALONE_LIMIT
from flimbuilder.demo.run import DemoRun, by_hand
from flimbuilder.demo.tables import measures_table, network_table, number, table
from flimbuilder.project.files import write_atomically
from flimbuilder.project.places import make_folder
from flimbuilder.project.rasterise import marker_pixels

__all__ = ["PICTURES", "REPORT", "write_report"]

REPORT = "report.html"
PICTURES = "report"
BYTES_PER_WEIGHT = 4


def write_report(out: Path, runs: Sequence[DemoRun]) -> Path:
    """Write the report and its pictures.

    Parameters
    ----------
    out : Path
        Folder; gets `REPORT`, and the pictures in `PICTURES`.
    runs : sequence of DemoRun

    Returns
    -------
    Path
        Of the page.
    """
    make_folder(out / PICTURES)
    galleries = [Gallery(run, out / PICTURES) for run in runs]
    sections = [_section(gallery) for gallery in galleries]
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    page = document(
        "flimbuilder demo", style, _header(galleries), element("main", *sections), _footer(runs)
    )
    path = out / REPORT
    write_atomically(path, page.encode())
    return path


def _header(galleries: Sequence[Gallery]) -> Markup:
    lead = (
        "From disks and strokes drawn by hand on two pieces of each picture, and without "
        "backpropagation, flimbuilder learned the kernels of a convolutional encoder, block by "
        "block, and decoded its activation maps into saliency and masks. The encoder was measured "
        "on pieces that it had never seen, exported for PyTorch, rebuilt in another process from "
        "a moved copy of the project, and run without flimbuilder."
    )
    return element(
        "header",
        element("h1", "An encoder learned from a few markers"),
        element("p", lead, class_="lead"),
        element("div", _glance(galleries), class_="card scroll"),
    )


def _glance(galleries: Sequence[Gallery]) -> Markup:
    """Return one row for each picture, with what matters most."""
    names = ("demo", "test piece, saliency", "markers", "kernels", "learned in", "test Dice")
    rows = [(_glance_row(gallery), None) for gallery in galleries]
    return table((*names, "rebuilt", "run alone"), rows, class_="glance")


def _glance_row(gallery: Gallery) -> list[object]:
    run = gallery.run
    return [
        element("a", run.document.title, href=f"#{run.name}"),
        gallery.thumbnails(),
        _marker_count(run),
        sum(run.model.document.kernel_counts),
        _learned_in(run),
        element("b", _test_dice(run)),
        element("span", _identical(run), class_="good"),
        element("span", _same_to(run), class_="good"),
    ]


def _section(gallery: Gallery) -> Markup:
    run = gallery.run
    return element(
        "section",
        element("h2", run.document.title),
        _facts(run),
        gallery.markers(),
        gallery.kernels(),
        gallery.activations(),
        gallery.results(),
        _measures(run),
        element("h3", "The network"),
        element("div", network_table(run), class_="scroll"),
        _proofs(run),
        _commands(run),
        class_="card",
        id=run.name,
    )


def _facts(run: DemoRun) -> Markup:
    blocks = run.model.document.blocks
    parameters = sum(block.parameters for block in blocks)
    size = parameters * BYTES_PER_WEIGHT / 1000
    facts = {
        f"markers, on {_marked_share(run):.1%} of the training pixels": _marker_count(run),
        f"kernels in {len(blocks)} blocks": sum(run.model.document.kernel_counts),
        f"weights and biases, {size:.1f} KB": f"{parameters:,}",
        "pixels high and wide: the receptive field": blocks[-1].receptive_field,
        "to learn, on this machine": _learned_in(run),
        "Dice on the test pieces": _test_dice(run),
    }
    tiles = [
        element("div", element("b", value), element("span", name), class_="fact")
        for name, value in facts.items()
    ]
    return element("div", *tiles, class_="facts")


def _marker_count(run: DemoRun) -> int:
    return sum(len(one.piece.markers) for one in run.pieces)


def _marked_share(run: DemoRun) -> float:
    pieces = run.of_role("train")
    marked = sum(len(marker_pixels(one.piece.markers, one.shape)) for one in pieces)
    return marked / sum(one.shape[0] * one.shape[1] for one in pieces)


def _learned_in(run: DemoRun) -> str:
    return f"{run.build.seconds['learn']:.2f} s"


def _test_dice(run: DemoRun) -> str:
    return number(run.evaluations["test"].mean()["dice"])


def _identical(run: DemoRun) -> str:
    return "identical" if run.rebuilt_identical else "differs"


def _same_to(run: DemoRun) -> str:
    difference = run.standalone_difference
    return f"same to {difference:.1g}" if difference else "identical"


def _measures(run: DemoRun) -> Markup:
    hint = (
        "Dice, IoU, precision and recall are of the masks, the others of the saliency; all are "
        "best at 1, but for MAE, best at 0. Fβ adaptive cuts at twice the mean saliency, so it is "
        "near 0 where the object fills most of a piece. No mask was learned from, but those of "
        "the training pieces chose the architecture, and which coins train was settled after a "
        "trial: these measures show the demo at work, not how well it does on other pictures."
    )
    return together(
        element("h3", "Measures"),
        element("p", hint, class_="hint"),
        element("div", measures_table(run.evaluations), class_="scroll"),
    )


def _proofs(run: DemoRun) -> Markup:
    """Say what was proved in other processes; a demo whose proofs fail has no report."""
    rebuilt = element("b", f"Rebuilt: {_identical(run)}.", class_="good")
    standalone = element("b", f"Run without flimbuilder: {_same_to(run)}.", class_="good")
    proofs = (
        (
            rebuilt,
            " Another process built a copy of the project folder in another place, and got the "
            "same fingerprint ",
            element("code", run.rebuilt_fingerprint),
            ".",
        ),
        (
            standalone,
            " In a process that cannot import flimbuilder, ",
            element("code", "encoder.py"),
            " and the exported weights gave the activation maps and saliency of all "
            f"{len(run.pieces)} pieces; the largest difference is {run.standalone_difference:.1g} "
            f"(allowed: {STANDALONE_LIMIT:g}).",
        ),
        (
            element("b", "Exported.", class_="good"),
            " ",
            element("code", run.places.exported.name),
            " is a PyTorch state dict, which ",
            element("code", f'torch.load("{run.places.exported.name}", weights_only=True)'),
            " opens.",
        ),
    )
    items = [element("li", *proof) for proof in proofs]
    return together(element("h3", "Proofs"), element("ul", *items, class_="proof"))


def _commands(run: DemoRun) -> Markup:
    hint = (
        "In the folder of this report. What they write goes to ",
        element("code", "again"),
        ".",
    )
    return together(
        element("h3", "The same by hand"),
        element("p", *hint, class_="hint"),
        element("pre", "\n".join(by_hand(run.places))),
    )


def _footer(runs: Sequence[DemoRun]) -> Markup:
    credit = "; ".join(run.document.credit for run in runs)
    return element("footer", element("p", f"flimbuilder {__version__}. Pictures: {credit}."))
