"""The canvas and, if the view compares, a second one beside it that shows the same place."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.second_canvas import SecondCanvas
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.project.project import KernelIdentity, Project
from flimbuilder.session.comparisons import PAIRS, Pair
from flimbuilder.session.session import Session
from flimbuilder.session.view import Compared, Comparison, Heat, View

__all__ = ["CanvasPanes"]

SMALLEST = 180  # logical pixels of a pane


class CanvasPanes(QSplitter):
    """One canvas, or two that are linked, each below a title with a menu.

    The second canvas is made when it is first needed.

    Attributes
    ----------
    canvas : Canvas
        The first one.
    second : SecondCanvas or None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session = session
        self._restored: QByteArray | None = None
        self.setObjectName("canvasPanes")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.canvas = Canvas(session)
        self.second: SecondCanvas | None = None
        self._first_title = _FirstTitle(session)
        self._second_pane = QWidget()
        self.addWidget(_filled(QWidget(), self._first_title, self.canvas))
        self.addWidget(self._second_pane)
        self._first_title.hide()
        self._second_pane.hide()
        session.view_changed.connect(self._on_view_changed)
        self.splitterMoved.connect(self._on_splitter_moved)
        if session.view.compare is not None:
            self._open()

    @property
    def arrangement(self) -> QByteArray | None:
        """The place of the splitter; None before there was one."""
        return self._restored

    def restore(self, state: QByteArray | None) -> None:
        """Restore a place of the splitter for when the second pane opens."""
        self._restored = state

    def _on_view_changed(self, before: View, after: View) -> None:
        if (before.compare is None) == (after.compare is None):
            return
        if after.compare is None:
            self._close()
        else:
            self._open()

    def _open(self) -> None:
        if self.second is None:
            self.second = self._make_second()
        self.canvas.linked, self.second.linked = self.second, self.canvas
        self._first_title.show()
        self._second_pane.show()
        self.second.set_overlays_hidden(self.canvas.overlays_hidden)
        if self._restored is None or not self.restoreState(self._restored):
            half = max((self.width() - self.handleWidth()) // 2, SMALLEST)
            self.setSizes([half, half])
        self.second.follow(self.canvas)

    def _close(self) -> None:
        if self.second is None:
            return
        self.second.finish_gesture()
        self.canvas.linked = self.second.linked = None
        self.canvas.show_crosshair(None)
        had_focus = self.second.hasFocus()
        self._second_pane.hide()
        self._first_title.hide()
        if had_focus:
            self.canvas.setFocus()

    def _make_second(self) -> SecondCanvas:
        second = SecondCanvas(self.canvas)
        second.pointed.connect(self.canvas.pointed)
        second.files_dropped.connect(self.canvas.files_dropped)
        second.marker_menu_requested.connect(self.canvas.marker_menu_requested)
        second.relink_requested.connect(self.canvas.relink_requested)
        _filled(self._second_pane, _SecondTitle(self._session), second)
        return second

    def _on_splitter_moved(self, position: int, index: int) -> None:
        self._restored = self.saveState()


def _filled(pane: QWidget, title: QWidget, canvas: Canvas) -> QWidget:
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(title)
    layout.addWidget(canvas, 1)
    canvas.setMinimumWidth(SMALLEST)
    return pane


class _PaneTitle(QWidget):
    """A button with what a pane shows, which opens a menu of what it can show."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self.button = QToolButton()
        self.button.setObjectName(name)
        self.button.setToolTip(self.tr("What this pane shows"))
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.menu.setObjectName(name.replace("Title", "Menu"))
        self.menu.aboutToShow.connect(self._refill)
        self.button.setMenu(self.menu)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(4, 1, 4, 1)
        self.line.setSpacing(2)
        self.setFixedHeight(self.button.sizeHint().height() + 4)
        self.line.addWidget(self.button)
        self.line.addStretch(1)
        session.view_changed.connect(self._on_view_changed)
        session.builder.changed.connect(self._show_title)
        session.document.changed.connect(self._on_project_changed)

    def _on_view_changed(self, before: View, after: View) -> None:
        self._show_title()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._show_title()

    def _show_title(self) -> None:
        text = self._text()
        if self.button.text() != text:
            self.button.setText(text)

    def _text(self) -> str:
        raise NotImplementedError

    def _refill(self) -> None:
        raise NotImplementedError

    def _kernel_text(self, block: int, kernel: KernelIdentity | None) -> str:
        """Return "block 2, kernel 5", numbered as in the gallery."""
        built = self._session.builder.current
        if built is None or block > len(built.learned.blocks):
            return self.tr("block {0}").format(block)
        from flimbuilder.session.heat import kernel_row

        row = kernel_row(built, block, kernel)
        return self.tr("block {0}, kernel {1}").format(block, 1 if row is None else row + 1)


class _FirstTitle(_PaneTitle):
    def __init__(self, session: Session) -> None:
        super().__init__(session, "firstPaneTitle")
        self._show_title()

    def _text(self) -> str:
        view = self._session.view
        titles = {
            "none": self.tr("Mask") if view.show_mask else self.tr("Image"),
            "saliency": self.tr("Saliency"),
            "activation": self.tr("Activation: {0}").format(
                self._kernel_text(view.block, view.kernel)
            ),
            "block": self.tr("Saliency on block {0}").format(view.block),
            "error": self.tr("Error"),
            "attribution": self.tr("Attribution"),
        }
        text = titles[view.heat]
        return f"{text}, {self._session.history.before_name}" if view.before else text

    def _refill(self) -> None:
        self.menu.clear()
        view, group = self._session.view, QActionGroup(self.menu)
        kernel = self._kernel_text(view.block, view.kernel)
        entries: tuple[tuple[Heat, bool, str], ...] = (
            ("none", False, self.tr("Image")),
            ("none", True, self.tr("Mask")),
            ("saliency", view.show_mask, self.tr("Saliency")),
            ("activation", view.show_mask, self.tr("Activation: {0}").format(kernel)),
            ("block", view.show_mask, self.tr("Saliency on block {0}").format(view.block)),
            ("error", view.show_mask, self.tr("Error")),
        )
        for heat, mask, text in entries:
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.setActionGroup(group)
            action.setChecked(view.heat == heat and view.show_mask == mask)
            action.triggered.connect(
                lambda on, heat=heat, mask=mask: self._session.update_view(
                    heat=heat, show_mask=mask
                )
            )
        self.menu.addSeparator()
        before = self.menu.addAction(self.tr("Previous build"))
        before.setCheckable(True)
        before.setChecked(view.before)
        before.setEnabled(self._session.builder.previous is not None)
        before.triggered.connect(lambda on: self._session.update_view(before=on))


class _SecondTitle(_PaneTitle):
    def __init__(self, session: Session) -> None:
        super().__init__(session, "secondPaneTitle")
        close = IconButton("closeSecondPane", "close", self.tr("Close this pane"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.line.addWidget(close.on_click(session.comparisons.close))
        self._show_title()

    def _titles(self) -> dict[Compared, str]:
        return {
            "image": self.tr("Image"),
            "saliency": self.tr("Saliency"),
            "before": self._session.history.before_name.capitalize(),
            "mask": self.tr("Mask"),
            "truth": self.tr("Reference mask"),
        }

    def _text(self) -> str:
        comparison = self._session.view.compare
        if comparison is None:
            return ""
        if comparison.kind == "activation":
            kernel = self._kernel_text(comparison.block, comparison.kernel)
            return self.tr("Activation: {0}").format(kernel)
        if comparison.kind == "block":
            return self.tr("Saliency on block {0}").format(comparison.block)
        return self._titles()[comparison.kind]

    def _refill(self) -> None:
        self.menu.clear()
        self.menu.addSection(self.tr("Both panes"))
        pairs: dict[Pair, str] = {
            "saliency": self.tr("Image | saliency"),
            "before": self.tr("Now | before"),
            "block": self.tr("Block | block"),
            "truth": self.tr("Mask | reference"),
        }
        for pair in PAIRS:
            action = self.menu.addAction(pairs[pair])
            action.setObjectName(f"{pair}PairAction")
            action.setEnabled(pair != "before" or self._has_previous)
            action.triggered.connect(
                lambda _, pair=pair: self._session.comparisons.show_pair(pair)
            )
        self.menu.addSection(self.tr("This pane"))
        group = QActionGroup(self.menu)
        for kind, text in self._titles().items():
            action = self._offer(self.menu, group, text, Comparison(kind))
            action.setEnabled(kind != "before" or self._has_previous)
        self._offer_blocks(group)

    @property
    def _has_previous(self) -> bool:
        return self._session.builder.previous is not None

    def _offer_blocks(self, group: QActionGroup) -> None:
        built = self._session.builder.current
        if built is None:
            return
        on_block = self.menu.addMenu(self.tr("Saliency on block"))
        activation = self.menu.addMenu(self.tr("Activation"))
        view = self._session.view
        selected = Comparison("activation", view.block, view.kernel)
        text = self.tr("Selected: {0}").format(self._kernel_text(view.block, view.kernel))
        self._offer(activation, group, text, selected)
        activation.addSeparator()
        for block, learned in enumerate(built.learned.blocks, start=1):
            title = self.tr("Block {0}").format(block)
            self._offer(on_block, group, title, Comparison("block", block))
            kernels = activation.addMenu(title)
            for number, kernel in enumerate(learned.kernels, start=1):
                comparison = Comparison("activation", block, kernel.identity)
                self._offer(kernels, group, self.tr("Kernel {0}").format(number), comparison)

    def _offer(
        self, menu: QMenu, group: QActionGroup, text: str, comparison: Comparison
    ) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setActionGroup(group)
        action.setChecked(comparison == self._session.view.compare)
        action.triggered.connect(lambda _: self._session.comparisons.show(comparison))
        return action
