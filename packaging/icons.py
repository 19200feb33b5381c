"""Draw the icons of the program from ``assets/icon.svg``.

``python packaging/icons.py`` renews ``assets/icon.png``, which the window shows;
``python packaging/icons.py --out FOLDER`` writes the icons of an application: ``icon.ico`` for
Windows, ``icon.icns`` for macOS, and for Linux ``hicolor/SIZExSIZE/apps/flimbuilder.png``.
"""

import argparse
import io
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

__all__ = ["draw", "write_icons", "write_window_icon"]

ASSETS = Path(__file__).resolve().parent.parent / "assets"
WINDOW_SIZE = 256
LINUX_SIZES = 16, 24, 32, 48, 64, 128, 256, 512
WINDOWS_SIZES = 16, 20, 24, 32, 40, 48, 64, 128, 256
MAC_SIZES = 32, 64, 128, 256, 512, 1024


def draw(size: int, svg: Path = ASSETS / "icon.svg") -> Image.Image:
    """Draw the icon as a square of `size` pixels, with transparent corners."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return Image.open(io.BytesIO(content.data())).convert("RGBA")


def write_window_icon(path: Path = ASSETS / "icon.png") -> None:
    """Write the icon that the window shows."""
    draw(WINDOW_SIZE).save(path, optimize=True)


def write_icons(out: Path) -> None:
    """Write the icons of an application for all systems."""
    out.mkdir(parents=True, exist_ok=True)
    windows = [draw(size) for size in WINDOWS_SIZES]
    windows[-1].save(out / "icon.ico", append_images=windows[:-1], sizes=[i.size for i in windows])
    mac = [draw(size) for size in MAC_SIZES]
    mac[-1].save(out / "icon.icns", append_images=mac[:-1])
    for size in LINUX_SIZES:
        folder = out / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True, exist_ok=True)
        draw(size).save(folder / "flimbuilder.png", optimize=True)


def main() -> None:
    """Handle the command line."""
    parser = argparse.ArgumentParser(description="Draw the icons of the program.")
    parser.add_argument("--out", type=Path, help="folder for the icons of an application")
    out = parser.parse_args().out
    if out is None:
        write_window_icon()
    else:
        write_icons(out)


if __name__ == "__main__":
    main()
