"""The guide to the window, rendered from ``docs/window.md``, with the pages that it links."""

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.installation import package_folders

__all__ = ["GuideBrowser", "GuideWindow", "docs_folder", "site_folder"]

PAGE = "window.md"
SITE_PAGES = "index.md", "method.md", "project", "reference"  # need what Qt's Markdown lacks
SIZE = 860, 680
MARGIN = 24  # px around the text
CELL = 5  # px around the text of a cell


def docs_folder() -> Path:
    """Return the folder of the pages, in the installed package or the checkout.

    Raises
    ------
    InputError
        If it is in neither.
    """
    for parent in package_folders():
        folder = parent / "docs"
        if (folder / PAGE).is_file():
            return folder
    raise InputError(
        f"{package_folders()[0]}: the guide (docs) is missing from this installation; install "
        "flimbuilder again"
    )


def site_folder() -> Path | None:
    """Return the folder of the documentation site, in the installed package or the checkout.

    None if it was not built.
    """
    package, checkout = package_folders()
    for folder in (package / "site", checkout / "docs" / "_build" / "html"):
        if (folder / "index.html").is_file():
            return folder
    return None


def _open_page(page: Path, anchor: str) -> bool:
    """Open a page of the site in a web browser; return False if it does not exist."""
    if not page.is_file():
        return False
    url = QUrl.fromLocalFile(str(page))
    if anchor:
        url.setFragment(anchor)
    QDesktopServices.openUrl(url)
    return True


class GuideBrowser(QTextBrowser):
    """Shows Markdown pages of a folder, with pictures fitted to the width.

    Parameters
    ----------
    folder : Path
        Links to anything but its pages open in other programs; so do pages that need the site.

    Attributes
    ----------
    can_go_back : Signal(bool)
    """

    can_go_back = Signal(bool)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder.resolve()
        self._place = self._folder  # of the page, where its links and pictures begin
        self._pages: list[tuple[str, int]] = []  # name, and how far it is scrolled
        self.setObjectName("guidePage")
        self.setAccessibleName(self.tr("Guide"))
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)

    @property
    def page(self) -> str:
        """Path of the shown page from the folder; empty at first."""
        return self._pages[-1][0] if self._pages else ""

    def show_page(self, name: str, anchor: str = "") -> None:
        """Show a page of the folder from a heading on; go to its start without an anchor."""
        if self._pages:
            self._pages[-1] = self.page, self.verticalScrollBar().value()
        if name != self.page:
            self._load(name)
        self._pages.append((name, 0))
        block = self.headings().get(anchor)
        top = 0.0 if block is None else self._top_of(block)
        self.verticalScrollBar().setValue(round(top))
        self.can_go_back.emit(len(self._pages) > 1)

    def back(self) -> None:
        """Return to the page and position before the last link."""
        if len(self._pages) > 1:
            left, _ = self._pages.pop()
            name, place = self._pages[-1]
            if name != left:
                self._load(name)
            self.verticalScrollBar().setValue(place)
            self.can_go_back.emit(len(self._pages) > 1)

    def headings(self) -> dict[str, QTextBlock]:
        """Return the headings of the page by their anchor."""
        found: dict[str, QTextBlock] = {}
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                found.setdefault(_anchor(block.text()), block)
            block = block.next()
        return found

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Return a picture, fitted to the width of the page."""
        image = QImage(str(self._place / QUrl(name).path()))
        width = max(self.viewport().width() - 2 * MARGIN - 2, 200)
        if image.width() > width:
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        return image

    def _load(self, name: str) -> None:
        self._place = (self._folder / name).parent
        document = QTextDocument(self)
        document.setDocumentMargin(MARGIN)
        document.setDefaultFont(self.font())
        document.setMarkdown((self._folder / name).read_text("utf-8"))
        self._style(document)
        self.setDocument(document)  # afterwards, a change of tables would hide paragraphs

    def _follow(self, link: QUrl) -> None:
        """Show a page, or open any other link in another program."""
        place = link.path()
        path = (self._place / place).resolve()
        if not link.isRelative():
            QDesktopServices.openUrl(link)
        elif not place:
            self.show_page(self.page, link.fragment())
        elif path.suffix == ".md" and path.is_relative_to(self._folder):
            self._follow_page(path.relative_to(self._folder), link.fragment())
        elif path.is_file():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        elif path.suffix == ".md":
            self._follow_absent(path, link.fragment())

    def _follow_absent(self, path: Path, anchor: str) -> None:
        """Open the site for a page of the checkout; README is its start."""
        site = site_folder()
        if site is not None:
            shown = site / "project" / f"{path.stem.lower()}.html"
            if path.stem == "README":
                shown, anchor = site / "index.html", ""
            _open_page(shown, anchor)

    def _follow_page(self, page: Path, anchor: str) -> None:
        """Show a page of the folder here, or in a web browser if the site shows it better."""
        site = site_folder() if page.parts[0] in SITE_PAGES else None
        if site is not None and _open_page(site / page.with_suffix(".html"), anchor):
            return
        if (self._folder / page).is_file():
            self.show_page(page.as_posix(), anchor)

    def _top_of(self, block: QTextBlock) -> float:
        rect = self.document().documentLayout().blockBoundingRect(block)
        return float(rect.top()) - MARGIN / 2

    def _style(self, document: QTextDocument) -> None:
        """Give tables thin lines and room, which Qt's Markdown lacks."""
        line = self.palette().color(QPalette.ColorRole.Midlight)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                shape = frame.format()
                shape.setCellPadding(CELL)
                shape.setCellSpacing(0)
                shape.setBorder(1)
                shape.setBorderBrush(QColor(line))
                shape.setBorderCollapse(True)
                shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(shape)


class GuideWindow(QDialog):
    """The guide beside the window, with a search line; opened with ``show()``.

    Parameters
    ----------
    folder : Path
        The folder of the pages; see `docs_folder`.
    """

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guideWindow")
        self.setWindowTitle(self.tr("Guide"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._detach()
        self.page = GuideBrowser(folder)
        self._line = QLineEdit()
        self._line.setObjectName("guideSearch")
        self._line.setAccessibleName(self.tr("Find in the page"))
        self._line.setPlaceholderText(self.tr("Find in the page (Ctrl+F)"))
        self._line.setClearButtonEnabled(True)
        self._line.setFixedWidth(260)
        back = IconButton("guideBack", "arrow-left", self.tr("Back (Alt+Left)"))
        row, layout = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(back.on_click(self.page.back))
        row.addStretch(1)
        row.addWidget(self._line)
        layout.addLayout(row)
        layout.addWidget(self.page, 1)
        self.page.can_go_back.connect(back.setEnabled)
        back.setEnabled(False)
        self._line.returnPressed.connect(self.find_next)
        self._line.textEdited.connect(self._find_from_start)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._focus_search)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.page.back)
        self.resize(*SIZE)

    def showEvent(self, event: Any) -> None:
        """Load the page when it is first shown, at the width of the window."""
        super().showEvent(event)
        if not self.page.page:
            self.page.show_page(PAGE)
            self.page.setFocus()

    def _detach(self) -> None:
        """Let the window come in front of the guide, and its dialogs leave the guide readable."""
        self.winId()  # makes the handle
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]

    def find_next(self) -> None:
        """Find the next occurrence of the searched text, from the start after the last."""
        text = self._line.text()
        if text and not self.page.find(text):
            self.page.moveCursor(QTextCursor.MoveOperation.Start)
            self.page.find(text)

    def _find_from_start(self) -> None:
        cursor = self.page.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self.page.setTextCursor(cursor)
        self.find_next()

    def _focus_search(self) -> None:
        self._line.setFocus()
        self._line.selectAll()


def _anchor(heading: str) -> str:
    """Return the anchor of a heading, as code hosts make it."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")
