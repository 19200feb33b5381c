"""The demo's report: one page that needs nothing from outside but its own pictures."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder import __version__
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import write_atomically
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.demo_proofs import STANDALONE_LIMIT
from flimbuilder.workflow.demo_run import DemoRun, by_hand
from flimbuilder.workflow.evaluate import MEASURES, Evaluation
from flimbuilder.workflow.markup import Markup, document, element, together
from flimbuilder.workflow.places import make_folder
from flimbuilder.workflow.report_gallery import Gallery

__all__ = ["PICTURES", "REPORT", "write_report"]

REPORT = "report.html"
PICTURES = "report"
BYTES_PER_WEIGHT = 4

SHOWN_AS = {
    "dice": "Dice",
    "iou": "IoU",
    "precision": "Precision",
    "recall": "Recall",
    "mae": "MAE",
    "fbeta_adaptive": "F-beta adaptive",
    "fbeta_max": "F-beta max",
    "weighted_fbeta": "F-beta weighted",
    "s_measure": "S-measure",
    "e_measure": "E-measure",
}
assert set(SHOWN_AS) == set(MEASURES)


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
    page = document(
        "flimbuilder demo", _style(), _header(galleries), element("main", *sections), _footer(runs)
    )
    path = out / REPORT
    write_atomically(path, page.encode())
    return path


def _style() -> str:
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def _header(galleries: Sequence[Gallery]) -> Markup:
    return element(
        "header",
        element("h1", "An encoder learned from a few markers"),
        element(
            "p",
            "From disks and strokes that an expert drew on two pieces of each picture, and without "
            "backpropagation, flimbuilder learned the kernels of a convolutional encoder block by "
            "block, and decoded its activation maps into saliency and masks. The encoder was "
            "measured on pieces that it had never seen, exported for PyTorch, rebuilt in another "
            "process from a moved copy of the project, and run without flimbuilder.",
            class_="lead",
        ),
        element("div", _glance(galleries), class_="card scroll"),
    )


def _glance(galleries: Sequence[Gallery]) -> Markup:
    names = ("demo", "test piece and saliency", "markers", "kernels", "learned in", "test Dice", "rebuilt")  # fmt: skip
    rows = [
        (
            element("a", gallery.run.document.title, href=f"#{gallery.run.name}"),
            gallery.thumbnails(),
            _marker_count(gallery.run),
            sum(gallery.run.model.document.kernel_counts),
            f"{gallery.run.build.seconds['learn']:.2f} s",
            element("b", _number(gallery.run.evaluations["test"].mean()["dice"])),
            element("span", "identical", class_="yes"),
        )
        for gallery in galleries
    ]
    return _table(names, [(row, None) for row in rows], class_="glance")


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
        _network(run),
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
        "pixels of receptive field, each way": blocks[-1].receptive_field,
        "to learn, on this machine": f"{run.build.seconds['learn']:.2f} s",
        "Dice on the test pieces": _number(run.evaluations["test"].mean()["dice"]),
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


def _measures(run: DemoRun) -> Markup:
    rows = [row for role, one in run.evaluations.items() for row in _measure_rows(role, one)]
    return together(
        element("h3", "Measures"),
        element(
            "p",
            "Of the masks: Dice to recall. Of the saliency: the rest; MAE is better when lower. "
            "The training pieces' masks were not learned from, but helped to choose the "
            "architecture.",
            class_="hint",
        ),
        element("div", _table(["piece", *SHOWN_AS.values()], rows), class_="scroll"),
    )


def _measure_rows(role: str, evaluation: Evaluation) -> list[tuple[list[object], str]]:
    title = {"train": "mean of training", "test": "mean of test"}[role]
    rows: list[tuple[list[object], str]] = [
        ([name, *_values(row)], role) for name, row in evaluation.per_image.items()
    ]
    return [*rows, ([title, *_values(evaluation.mean())], f"{role} mean")]


def _values(row: dict[str, float]) -> list[str]:
    return [_number(row[name]) for name in SHOWN_AS]


def _network(run: DemoRun) -> Markup:
    architecture, blocks = run.document.architecture, run.model.document.blocks
    height, width = run.of_role("test")[0].shape
    shapes = trace_shapes(architecture, height, width, run.model.document.input.channels)
    class_names = {entry.id: entry.name for entry in run.document.classes}
    rows = []
    for number, (block, found, shape) in enumerate(
        zip(architecture.blocks, blocks, shapes, strict=True), 1
    ):
        of_class = [kernel.class_id for kernel in found.kernels]
        counts = (f"{of_class.count(one)} {name}" for one, name in class_names.items())
        pooling = f"{block.pooling.kind} {block.pooling.size} × {block.pooling.size}"
        cells = [
            number,
            f"{block.kernel_size} × {block.kernel_size}",
            f"{pooling}, stride {block.stride}",
            f"{len(of_class)} ({', '.join(counts)})",
            f"{shape.height} × {shape.width}",
            found.receptive_field,
            f"{found.parameters:,}",
        ]
        rows.append((cells, None))
    names = (
        "block",
        "kernel",
        "pooling",
        "kernels",
        "output of a test piece",
        "receptive field",
        "parameters",
    )
    return together(
        element("h3", "The network"), element("div", _table(names, rows), class_="scroll")
    )


def _proofs(run: DemoRun) -> Markup:
    proofs = (
        (
            "Rebuilt identical: ",
            element("span", "yes", class_="yes"),
            ". Another process built a copy of the project folder in another place, and got the same fingerprint ",
            element("code", run.rebuilt_fingerprint),
            ".",
        ),
        (
            "Runs without flimbuilder: ",
            element("code", "encoder.py"),
            " and the exported weights, in a process that cannot import flimbuilder, differ by at most ",
            element("b", f"{run.standalone_difference:.1g}"),
            f" in any activation or saliency of the {len(run.pieces)} pieces (allowed: {STANDALONE_LIMIT:g}).",
        ),
        (
            "Exported: ",
            element("code", run.places.exported.name),
            ", a state dict that ",
            element("code", "torch.load(..., weights_only=True)"),
            " opens.",
        ),
    )
    return together(
        element("h3", "Proofs"),
        element("ul", *(element("li", *one) for one in proofs), class_="proof"),
    )


def _commands(run: DemoRun) -> Markup:
    return together(
        element("h3", "The same by hand"),
        element(
            "p",
            "In the folder of this report; what these write goes to ",
            element("code", "again"),
            ".",
            class_="hint",
        ),
        element("pre", "\n".join(by_hand(run.places))),
    )


def _footer(runs: Sequence[DemoRun]) -> Markup:
    credits = "; ".join(run.document.credit for run in runs)
    return element(
        "footer", element("p", f"Made by flimbuilder {__version__}. Pictures: {credits}.")
    )


def _table(
    names: Sequence[str],
    rows: Sequence[tuple[Sequence[object], str | None]],
    class_: str | None = None,
) -> Markup:
    """Return a table; each row comes with its class."""
    head = element("tr", *(element("th", name, scope="col") for name in names))
    body = [
        element("tr", *(element("td", cell) for cell in cells), class_=kind)
        for cells, kind in rows
    ]
    return element("table", element("thead", head), element("tbody", *body), class_=class_)


def _number(value: float) -> str:
    return f"{value:.3f}"
