"""The view as a picture: pixels (PNG, clipboard), or pixels below vectors (SVG)."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QPicture

from flimbuilder.errors import InputError
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.vectors import VectorLayer
from flimbuilder.gui.widgets.pictures import svg_bytes

__all__ = ["Frame", "ViewVectors", "frame_of", "picture_of_view", "vectors_of_view"]

MAX_PIXELS = 2**26  # of a picture
TEXT_SIDE = 900.0  # pixels of a picture's shorter side from which text grows with it


@dataclass(frozen=True)
class Frame:
    """The part of the image that a picture shows, and how.

    Attributes
    ----------
    view : ViewTransform
        Of the picture.
    width, height : int
        Of the picture, in pixels.
    """

    view: ViewTransform
    width: int
    height: int

    @property
    def text_scale(self) -> float:
        """Factor of the sizes of text and lines that are not part of the image."""
        return max(min(self.width, self.height) / TEXT_SIDE, 1.0)


@dataclass(frozen=True)
class ViewVectors:
    """The layers of a view; they may be written on another thread.

    Attributes
    ----------
    frame : Frame
    ground : QImage
        Image and maps.
    layers : tuple of VectorLayer
        Masks and markers.
    corners : QPicture
        Legends and scale bar.
    dots_per_inch : int
        Of the texts.
    """

    frame: Frame
    ground: QImage
    layers: tuple[VectorLayer, ...]
    corners: QPicture
    dots_per_inch: int

    def as_svg(self, title: str) -> bytes:
        """Return an SVG file with the ground as an embedded picture."""
        area = QRect(0, 0, self.frame.width, self.frame.height)

        def draw(painter: QPainter) -> None:
            painter.drawImage(0, 0, self.ground)
            painter.setClipRect(area)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for layer in self.layers:
                layer.draw(painter, self.frame.view)
            painter.drawPicture(0, 0, self.corners)

        return svg_bytes(area.size(), title, draw, self.dots_per_inch)


def frame_of(canvas: Canvas, *, whole: bool = False, at_image_size: bool = False) -> Frame:
    """Return the frame of a picture of the canvas.

    Parameters
    ----------
    canvas : Canvas
        Shows an image.
    whole : bool, default=False
        Show the whole image instead of its visible part.
    at_image_size : bool, default=False
        Make each image pixel a pixel of the picture, instead of each pixel of the screen.

    Raises
    ------
    InputError
        If no image is shown, or the picture would be too large.
    """
    view, ratio = canvas.transform, canvas.devicePixelRatioF()
    if view is None:
        raise InputError("no image is shown")
    top, bottom, left, right = 0.0, float(view.height), 0.0, float(view.width)
    if not whole:
        first = view.to_image(0, 0)
        last = view.to_image(canvas.width(), canvas.height())
        top, left = max(first[0] + 0.5, top), max(first[1] + 0.5, left)
        bottom, right = min(last[0] + 0.5, bottom), min(last[1] + 0.5, right)
    scale = view.scale * ratio
    if whole:
        scale = min(canvas.width() / view.width, canvas.height() / view.height) * ratio
    if at_image_size:
        scale = 1.0
    width, height = round((right - left) * scale), round((bottom - top) * scale)
    if width * height > MAX_PIXELS:
        raise InputError(
            f"the picture would have {width} x {height} pixels where {MAX_PIXELS} is the limit; "
            "zoom in, or save it as on the screen"
        )
    placed = ViewTransform(view.height, view.width, scale, -left * scale, -top * scale)
    return Frame(placed, max(width, 1), max(height, 1))


def picture_of_view(canvas: Canvas, frame: Frame) -> QImage:
    """Return the view in pixels, with all overlays that the canvas shows."""
    image, painter = _begin(canvas, frame)
    canvas.scene.paint_image(painter, frame.view, 1.0)
    if not canvas.overlays_hidden:
        canvas.scene.paint_overlays(painter, frame.view, 1.0, _size(frame))
    _paint_text(canvas, painter, frame)
    painter.end()
    return image


def vectors_of_view(canvas: Canvas, frame: Frame) -> ViewVectors:
    """Return the view with masks, markers, legends and scale bar as vectors."""
    ground, painter = _begin(canvas, frame)
    if canvas.overlays_hidden:
        canvas.scene.paint_image(painter, frame.view, 1.0)
    else:
        canvas.scene.paint_ground(painter, frame.view)
    painter.end()
    corners = QPicture()
    painter = QPainter(corners)
    painter.setFont(canvas.font())
    _paint_text(canvas, painter, frame)
    painter.end()
    hidden = canvas.overlays_hidden
    layers = [] if hidden else canvas.scene.vectors(frame.view, _size(frame))
    return ViewVectors(frame, ground, tuple(layers), corners, canvas.logicalDpiX())


def _begin(canvas: Canvas, frame: Frame) -> tuple[QImage, QPainter]:
    image = QImage(frame.width, frame.height, QImage.Format.Format_RGB32)
    dots_per_metre = round(canvas.logicalDpiX() / 0.0254)
    image.setDotsPerMeterX(dots_per_metre)  # so that text has its size on the screen
    image.setDotsPerMeterY(dots_per_metre)
    painter = QPainter(image)
    painter.setFont(canvas.font())
    return image, painter


def _paint_text(canvas: Canvas, painter: QPainter, frame: Frame) -> None:
    scale = frame.text_scale
    painter.save()
    painter.scale(scale, scale)
    area = QRectF(0, 0, frame.width / scale, frame.height / scale)
    canvas.paint_corners(painter, area, frame.view.scale / scale)
    painter.restore()


def _size(frame: Frame) -> tuple[float, float]:
    return float(frame.width), float(frame.height)
