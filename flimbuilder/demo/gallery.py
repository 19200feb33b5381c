"""The sections of the demo's report that show pictures."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.demo.markup import Markup, element, together
from flimbuilder.demo.material import WrittenPiece
from flimbuilder.demo.pictures import (
    OUR_COLOUR,
    REFERENCE_COLOUR,
    activation_picture,
    kernel_picture,
    magnify,
    marked_picture,
    outlined_picture,
    patch_picture,
    saliency_picture,
)
from flimbuilder.demo.run import DemoRun
from flimbuilder.flim.learned import LearnedKernel
from flimbuilder.imaging.pictures import display
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import read_pixels

__all__ = ["Gallery"]

WIDE = 2  # times the height: such pictures stand one below the other
LAB = "lightness, green to red (a), blue to yellow (b)"


class Gallery:
    """Writes the pictures of one run, and shows them in sections.

    Parameters
    ----------
    run : DemoRun
    folder : Path
        For the pictures; the page lies beside it.
    """

    def __init__(self, run: DemoRun, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.names = {entry.id: entry.name for entry in run.document.classes}
        self.colours = {entry.id: entry.colour for entry in run.document.classes}
        self.pieces = {entry.id: Path(entry.path).stem for entry in run.project.images}
        self.images = {one.piece.name: read_image(one.image).pixels for one in run.pieces}
        height, width = run.pieces[0].shape
        self.wide = width > WIDE * height

    def markers(self) -> Markup:
        """Show the markers."""
        figures = [self._marked(one) for one in self.run.of_role("train")]
        return together(
            element("h3", "What was drawn"),
            _hint(
                "The markers on the training pieces: all that the encoder was told. The reference "
                "masks took no part in learning."
            ),
            self._legend(),
            element("div", *figures, class_=f"grid {'strips' if self.wide else 'two'}"),
        )

    def kernels(self) -> Markup:
        """Show the kernels of block 1 and where they come from."""
        block = self.run.build.learned.blocks[0]
        kept = [row for row, kernel in enumerate(block.kernels) if not kernel.deleted]
        side = self.run.document.architecture.blocks[0].kernel_size
        weights = block.weights[kept].reshape(len(kept), side, side, -1).numpy()
        pairs = zip(block.kept, weights, strict=True)
        cards = [self._kernel(number, *pair) for number, pair in enumerate(pairs, start=1)]
        channels = f" Side by side: {LAB}." if weights.shape[-1] == 3 else ""
        return together(
            element("h3", "The kernels of block 1"),
            _hint(
                "Each from negative ", _ramp(signed=True), f" to positive.{channels} Beside it is "
                "the marked patch nearest to it, in its surroundings; the frame has the colour of "
                "its class.",
            ),
            element("div", *cards, class_="grid kernels"),
        )  # fmt: skip

    def activations(self) -> Markup:
        """Show all activation maps of one test piece."""
        piece = self.run.of_role("test")[0]
        maps = self.run.model.activations(read_pixels(piece.image))
        blocks = [
            self._block(number, one[0].cpu().numpy()) for number, one in enumerate(maps, start=1)
        ]
        return together(
            element("h3", f"Activation maps of {piece.piece.name}"),
            _hint(
                "A test piece as each kernel sees it, each map from 0 ", _ramp(), " to its own "
                "maximum. The frame has the colour of the kernel's class.",
            ),
            self._legend(),
            *blocks,
        )  # fmt: skip

    def results(self) -> Markup:
        """Show saliency and outlines of the test pieces."""
        decoder = self.run.model.document.decoder
        rows = [self._result(one) for one in self.run.of_role("test")]
        return together(
            element("h3", "Saliency and masks of the test pieces"),
            _hint(
                f"The decoder “{decoder.id}” makes saliency of block {decoder.block}, from 0 ",
                _ramp(), " to 1; Otsu's threshold makes the mask.",
            ),
            element(
                "div",
                _key("the mask that was found", OUR_COLOUR, line=True),
                _key("the reference drawn by hand", REFERENCE_COLOUR, line=True),
                class_="legend",
            ),
            *rows,
        )  # fmt: skip

    def thumbnails(self) -> Markup:
        """Show the first test piece and its saliency again, small; after `results`."""
        name = self.run.of_role("test")[0].piece.name
        pictures = (
            element("img", src=self._source(f"{name}_input"), alt=name),
            element("img", src=self._source(f"{name}_saliency"), alt=f"saliency of {name}"),
        )
        return element("div", *pictures, class_=f"thumbnails{' wide' if self.wide else ''}")

    def _marked(self, one: WrittenPiece) -> Markup:
        name, markers = one.piece.name, one.piece.markers
        picture = marked_picture(self.images[name], markers, self.colours)
        counts = [
            f"{sum(marker.class_id == class_id for marker in markers)} of {class_name}"
            for class_id, class_name in self.names.items()
        ]
        return self._figure(
            f"{name}_markers", picture, name, f"{len(markers)} markers: {', '.join(counts)}"
        )

    def _kernel(
        self, number: int, kernel: LearnedKernel, weights: NDArray[np.floating[Any]]
    ) -> Markup:
        piece, pixel = self.pieces[kernel.image], (kernel.row, kernel.col)
        place = f"{piece}, marker {kernel.marker}, pixel {pixel}"
        class_name = self._class_name(kernel.class_id)
        side = weights.shape[0]
        image = self._image(
            f"kernel_{number}",
            kernel_picture(weights),
            f"kernel {number}, {class_name}",
            class_="weights many" if weights.shape[-1] > 1 else "weights",
        )
        patch = self._image(
            f"kernel_{number}_patch",
            patch_picture(self.images[piece], pixel, side),
            f"surroundings of the patch at {place}",
        )
        return element(
            "figure",
            element("div", image, patch, class_="pair"),
            element("figcaption", element("b", f"{number} · {class_name}"), f" {place}"),
            class_="kernel",
            style=self._style(kernel.class_id),
        )

    def _block(self, number: int, maps: NDArray[np.float32]) -> Markup:
        kernels = self.run.model.document.blocks[number - 1].kernels
        count, height, width = maps.shape
        figures = [
            self._map(number, channel, one, kernel.class_id)
            for channel, (one, kernel) in enumerate(zip(maps, kernels, strict=True), start=1)
        ]
        return together(
            element("h4", f"Block {number}: {count} maps of {height} × {width} pixels"),
            element("div", *figures, class_=f"grid {'wide-maps' if self.wide else 'maps'}"),
        )

    def _map(
        self, block: int, channel: int, activation: NDArray[np.float32], class_id: int | None
    ) -> Markup:
        class_name = self._class_name(class_id)
        image = self._image(
            f"block_{block}_map_{channel}",
            activation_picture(activation),
            f"block {block}, activation map {channel}, {class_name}",
        )
        caption = element("figcaption", f"{channel} · {class_name}")
        return element("figure", image, caption, class_="map", style=self._style(class_id))

    def _result(self, one: WrittenPiece) -> Markup:
        name, predicted = one.piece.name, self.run.predicted[one.piece.name]
        assert predicted.mask is not None
        saliency = read_pixels(predicted.saliency[0])[..., 0]
        mask, reference = read_mask(predicted.mask) > 0, read_mask(one.mask) > 0
        row = self.run.evaluations["test"].per_image[name]
        figures = (
            self._figure(f"{name}_input", magnify(display(self.images[name])), name, "input"),
            self._figure(f"{name}_saliency", saliency_picture(saliency), name, "saliency"),
            self._figure(
                f"{name}_outlines",
                outlined_picture(self.images[name], mask, reference),
                name,
                f"mask and reference, Dice {row['dice']:.3f}",
            ),
        )
        return element("div", *figures, class_=f"grid {'strips' if self.wide else 'three'}")

    def _figure(self, name: str, picture: NDArray[np.uint8], title: str, rest: str) -> Markup:
        """Show a picture that opens at its full size."""
        link = element(
            "a", self._image(name, picture, f"{title}: {rest}"), href=self._source(name)
        )
        return element("figure", link, element("figcaption", element("b", title), f" {rest}"))

    def _image(
        self, name: str, picture: NDArray[np.uint8], alt: str, class_: str | None = None
    ) -> Markup:
        """Write a picture, and show it."""
        write_png(self.folder / Path(self._source(name)).name, picture)
        height, width, _ = picture.shape
        return element(
            "img", src=self._source(name), alt=alt, width=width, height=height, class_=class_
        )

    def _source(self, name: str) -> str:
        return f"{self.folder.name}/{self.run.name}_{name.removeprefix(f'{self.run.name}_')}.png"

    def _legend(self) -> Markup:
        keys = [_key(self.names[one], self.colours[one]) for one in self.names]
        return element("div", *keys, class_="legend")

    def _class_name(self, class_id: int | None) -> str:
        return "mixed" if class_id is None else self.names[class_id]

    def _style(self, class_id: int | None) -> str:
        return f"--class:{'var(--line)' if class_id is None else self.colours[class_id]}"


def _hint(*content: object) -> Markup:
    return element("p", *content, class_="hint")


def _key(name: str, colour: str, line: bool = False) -> Markup:
    swatch = element("span", class_="swatch line" if line else "swatch", style=f"--class:{colour}")
    return element("span", swatch, name)


def _ramp(signed: bool = False) -> Markup:
    colours = "from purple over white to green" if signed else "from black over red to yellow"
    kind = "ramp signed" if signed else "ramp"
    return element("span", class_=kind, role="img", aria_label=colours)
