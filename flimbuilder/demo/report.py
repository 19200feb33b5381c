"""The demo's report: one HTML page that needs only its own pictures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder import __version__
from flimbuilder.analysis.measures import MEASURES
from flimbuilder.demo.material import WrittenPiece
from flimbuilder.demo.pictures import (
    activation_picture,
    kernel_picture,
    magnify,
    marked_picture,
    outlined_picture,
    patch_picture,
    saliency_picture,
)
from flimbuilder.demo.proofs import STANDALONE_LIMIT
from flimbuilder.demo.results import DemoRun, commands_by_hand
from flimbuilder.imaging.pictures import MASK_COLOUR, REFERENCE_COLOUR, display
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.page import load_template

__all__ = ["PICTURES", "REPORT", "write_report"]

REPORT = "report.html"
PICTURES = "report"
TEMPLATE = Path(__file__).with_name("templates") / "report.html.jinja"
BYTES_PER_WEIGHT = 4
OTSU = "Otsu's threshold"
WIDE = 2  # a picture this many times wider than high gets a whole row
NETWORK_HEADER = (
    "block", "kernel", "pooling", "kernels", "map of a test piece", "receptive field",
    "parameters",
)  # fmt: skip


def write_report(out: Path, runs: Sequence[DemoRun]) -> Path:
    """Write the page `REPORT` and the pictures in `PICTURES` to a folder; return the page."""
    make_folder(out / PICTURES)
    page = load_template(TEMPLATE).render(
        version=__version__,
        sections=[_ReportSection(run, out / PICTURES).context() for run in runs],
        credits=[run.document.credit for run in runs],
    )  # fmt: skip
    path = out / REPORT
    write_atomically(path, page.encode())
    return path


@dataclass(frozen=True)
class _Picture:
    """A picture of the report: its address from the page, its text, its size in pixels."""

    source: str
    text: str
    width: int
    height: int


class _ReportSection:
    """The section of one run: writes its pictures and collects what the template shows.

    The page lies beside `folder`, which gets the pictures.
    """

    def __init__(self, run: DemoRun, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.names = {entry.id: entry.name for entry in run.document.classes}
        self.colours = {entry.id: entry.colour for entry in run.document.classes}
        self.pieces = {entry.id: Path(entry.path).stem for entry in run.project.images}
        self.pixels = {piece.name: read_image(piece.image).pixels for piece in run.pieces}

    def context(self) -> dict[str, Any]:
        """Return the values of the template."""
        run, document = self.run, self.run.model.document
        height, width = run.pieces[0].shape
        parameters = sum(block.parameters for block in document.blocks)
        n_markers = sum(len(piece.markers) for piece in run.pieces)
        n_kernels = sum(document.kernel_counts)
        learned_in = f"{run.build.seconds['learn']:.2f} s"
        test_dice = f"{run.evaluations['test'].mean()['dice']:.3f}"
        difference = f"{run.standalone_difference:.1g}"
        threshold = document.delineation.for_decoder(document.decoder).threshold
        return {
            "name": run.name,
            "title": run.document.title,
            "is_wide": width > WIDE * height,
            "is_colour": document.input.channels == 3,
            "classes": run.document.classes,
            "n_markers": n_markers,
            "n_kernels": n_kernels,
            "n_pieces": len(run.pieces),
            "learned_in": learned_in,
            "test_dice": test_dice,
            "key_numbers": [
                (f"markers, on {_marked_share(run):.1%} of the training pixels", n_markers),
                (f"kernels in {len(document.blocks)} blocks", n_kernels),
                (
                    f"weights and biases, {parameters * BYTES_PER_WEIGHT / 1000:.1f} KB",
                    f"{parameters:,}",
                ),
                ("pixels high and wide: the receptive field", document.blocks[-1].receptive_field),
                ("to learn, on this machine", learned_in),
                ("Dice on the test pieces", test_dice),
            ],
            "marked": [self._marked(piece) for piece in run.of_role("train")],
            "kernels": list(self._kernels()),
            "mapped_piece": run.of_role("test")[0].name,
            "blocks": list(self._blocks(run.of_role("test")[0])),
            "decoder": document.decoder.id,
            "decoded_block": name_blocks(document.decoder),
            "threshold": OTSU if threshold == "otsu" else f"the threshold {threshold}",
            "mask_colour": MASK_COLOUR,
            "reference_colour": REFERENCE_COLOUR,
            "results": [self._result(piece) for piece in run.of_role("test")],
            "measures": _measures(run),
            "network": {"header": NETWORK_HEADER, "rows": list(_network_rows(run))},
            "rebuilt": "identical" if run.rebuilt_identical else "differs",
            "fingerprint": run.rebuilt_fingerprint,
            "standalone": f"same to {difference}" if run.standalone_difference else "identical",
            "difference": difference,
            "allowed_difference": f"{STANDALONE_LIMIT:g}",
            "exported": run.paths.exported.name,
            "commands": commands_by_hand(run.paths),
        }

    def _marked(self, piece: WrittenPiece) -> dict[str, Any]:
        markers = piece.markers
        counts = [
            f"{sum(marker.class_id == class_id for marker in markers)} of {class_name}"
            for class_id, class_name in self.names.items()
        ]
        picture = marked_picture(self.pixels[piece.name], markers, self.colours)
        caption = f"{len(markers)} markers: {', '.join(counts)}"
        return self._figure(f"{piece.name}_markers", picture, piece.name, caption)

    def _kernels(self) -> Iterator[dict[str, Any]]:
        """Yield the kernels of block 1 beside the patches they come from."""
        block = self.run.build.learned.blocks[0]
        rows = [row for row, kernel in enumerate(block.kernels) if not kernel.deleted]
        side = self.run.document.architecture.blocks[0].kernel_size
        weights = block.weights[rows].reshape(len(rows), side, side, -1).numpy()
        for number, (kernel, values) in enumerate(zip(block.kept, weights, strict=True), start=1):
            piece, pixel = self.pieces[kernel.image], (kernel.row, kernel.col)
            place = f"{piece}, marker {kernel.marker}, pixel {pixel}"
            shown = self._class(kernel.class_id)
            yield shown | {
                "number": number,
                "place": place,
                "weights": self._picture(
                    f"kernel_{number}",
                    kernel_picture(values),
                    f"kernel {number}, {shown['class_name']}",
                ),
                "patch": self._picture(
                    f"kernel_{number}_patch",
                    patch_picture(self.pixels[piece], pixel, side),
                    f"surroundings of the patch at {place}",
                ),
            }

    def _blocks(self, piece: WrittenPiece) -> Iterator[dict[str, Any]]:
        """Yield every activation map of a piece, block by block."""
        activations = self.run.model.activations(read_pixels(piece.image))
        blocks = zip(self.run.model.document.blocks, activations, strict=True)
        for number, (block, maps) in enumerate(blocks, start=1):
            shown = []
            pairs = zip(block.kernels, maps, strict=True)
            for channel, (kernel, activation) in enumerate(pairs, start=1):
                entry = self._class(kernel.class_id) | {"number": channel}
                entry["picture"] = self._picture(
                    f"block_{number}_map_{channel}",
                    activation_picture(activation),
                    f"block {number}, activation map {channel}, {entry['class_name']}",
                )
                shown.append(entry)
            yield {
                "number": number, "height": maps.shape[1], "width": maps.shape[2], "maps": shown,
            }  # fmt: skip

    def _result(self, piece: WrittenPiece) -> dict[str, Any]:
        name, predicted = piece.name, self.run.predicted[piece.name]
        assert predicted.mask is not None
        saliency = read_pixels(predicted.saliency[0])[..., 0]
        mask, reference = read_mask(predicted.mask) > 0, read_mask(piece.mask) > 0
        dice = self.run.evaluations["test"].per_image[name]["dice"]
        pixels = self.pixels[name]
        pictures = (
            ("input", magnify(display(pixels)), "input"),
            ("saliency", saliency_picture(saliency), "saliency"),
            (
                "outlines",
                outlined_picture(pixels, mask, reference),
                f"mask and reference, Dice {dice:.3f}",
            ),
        )
        figures = [
            self._figure(f"{name}_{kind}", picture, name, caption)
            for kind, picture, caption in pictures
        ]
        return {"name": name, "figures": figures}

    def _figure(
        self, name: str, picture: NDArray[np.uint8], title: str, caption: str
    ) -> dict[str, Any]:
        shown = self._picture(name, picture, f"{title}: {caption}")
        return {"picture": shown, "title": title, "caption": caption}

    def _picture(self, name: str, picture: NDArray[np.uint8], text: str) -> _Picture:
        """Write a picture and return its entry for the page."""
        file = f"{self.run.name}_{name.removeprefix(f'{self.run.name}_')}.png"
        write_png(self.folder / file, picture)
        height, width, _ = picture.shape
        return _Picture(f"{self.folder.name}/{file}", text, width, height)

    def _class(self, class_id: int | None) -> dict[str, Any]:
        if class_id is None:
            return {"class_name": "mixed", "colour": "var(--line)"}
        return {"class_name": self.names[class_id], "colour": self.colours[class_id]}


def _marked_share(run: DemoRun) -> float:
    pieces = run.of_role("train")
    marked = sum(len(marker_pixels(piece.markers, piece.shape)) for piece in pieces)
    return marked / sum(piece.shape[0] * piece.shape[1] for piece in pieces)


def _measures(run: DemoRun) -> dict[str, Any]:
    """Return the measures of every piece, and their means by role."""
    means = {"train": "mean of training", "test": "mean of test"}
    rows = []
    for role, evaluation in run.evaluations.items():
        rows += [_measures_row(*row, role) for row in evaluation.per_image.items()]
        rows.append(_measures_row(means[role], evaluation.mean(), f"{role} mean"))
    return {
        "header": ["piece", *(measure.short_title for measure in MEASURES.values())],
        "rows": rows,
    }


def _measures_row(name: str, values: Mapping[str, float], css_class: str) -> dict[str, Any]:
    return {"cells": [name, *(f"{values[id_]:.3f}" for id_ in MEASURES)], "class": css_class}


def _network_rows(run: DemoRun) -> Iterator[dict[str, Any]]:
    """Yield the blocks: the architecture, and the kernels learned."""
    document = run.model.document
    height, width = run.of_role("test")[0].shape
    shapes = trace_shapes(document.architecture, height, width, document.input.channels)
    blocks = zip(document.architecture.blocks, document.blocks, shapes, strict=True)
    for number, (block, learned, shape) in enumerate(blocks, start=1):
        classes = [kernel.class_id for kernel in learned.kernels]
        counts = (f"{classes.count(entry.id)} {entry.name}" for entry in document.classes)
        pooling = block.pooling
        cells = (
            number,
            f"{block.kernel_size} × {block.kernel_size}",
            f"{pooling.kind} {pooling.size} × {pooling.size}, stride {block.stride}",
            f"{len(classes)} ({', '.join(counts)})",
            f"{shape.height} × {shape.width}",
            learned.receptive_field,
            f"{learned.parameters:,}",
        )
        yield {"cells": cells, "class": None}
