"""What the shown kernel likes: the patches of all images that excite it most."""

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.language import counted, marked, translated
from flimbuilder.gui.panels.likes.model import PICTURE_SIDE, PatchesModel
from flimbuilder.gui.widgets.icons import pixmap_of, scaled_pixmap
from flimbuilder.gui.widgets.labels import EmptyText, heading, note
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.session import Session

__all__ = ["LikesPanel"]

LEFT = 150  # px of the column of the kernel
MARGIN = 8


class LikesPanel(Panel):
    """Shows the patches of the view's kernel while it is seen; a click goes to the place."""

    name = "likes"
    title = marked("Likes")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._model = PatchesModel(self)
        self._list = self._make_list()
        self._empty = EmptyText(self._list)
        self._title, self._picture = heading(), QLabel()
        self._about, self._summary = note("bestInputNote"), note("likesSummary")
        self._shown_input: object = None
        self._lay_out()
        session.preferences.changed.connect(self._show)
        self._show()

    def on_seen(self, seen: bool) -> None:
        """Search images while somebody sees the patches."""
        if seen:
            self._session.preferences.watch(self)
            self._show()
        else:
            self._session.preferences.unwatch(self)

    def _make_list(self) -> QListView:
        patches = QListView()
        patches.setObjectName("likesList")
        patches.setAccessibleName(self.tr("Patches that the kernel likes"))
        patches.setModel(self._model)
        patches.setViewMode(QListView.ViewMode.IconMode)
        patches.setMovement(QListView.Movement.Static)
        patches.setResizeMode(QListView.ResizeMode.Adjust)
        patches.setUniformItemSizes(True)
        patches.setIconSize(QSize(PICTURE_SIDE, PICTURE_SIDE))
        lines = 2 * patches.fontMetrics().height()
        patches.setGridSize(QSize(PICTURE_SIDE + 2 * MARGIN, PICTURE_SIDE + lines + 2 * MARGIN))
        patches.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        patches.setFrameShape(QFrame.Shape.NoFrame)
        patches.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        patches.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        patches.setMouseTracking(True)
        patches.clicked.connect(self._go_to)
        patches.activated.connect(self._go_to)
        return patches

    def _lay_out(self) -> None:
        self._title.setObjectName("likesTitle")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._picture.setObjectName("bestInput")
        self._picture.setAccessibleName(self.tr("Input that excites the kernel most"))
        column = QWidget()
        column.setFixedWidth(LEFT)
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        for widget in (self._title, self._picture, self._about):
            left.addWidget(widget)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self._list, 1)
        right.addWidget(self._summary)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(10)
        layout.addWidget(column)
        layout.addLayout(right, 1)

    def _show(self) -> None:
        if not self.is_seen:
            return
        preferences, channel = self._session.preferences, self._session.preferences.channel
        self._model.ratio = self.devicePixelRatioF()
        self._model.show(preferences.patches)
        self._title.setText(self._name_kernel())
        self._empty.setText(self._reason())
        self._show_input()
        self._summary.setText("" if channel is None else self._progress())

    def _name_kernel(self) -> str:
        view, channel = self._session.view, self._session.preferences.channel
        if channel is None or view.kernel is None:
            return ""
        built, project = self._session.builder.current, self._session.document.project
        assert built is not None
        learned = built.learned.blocks[view.block - 1]
        number = 1 + [kernel.identity for kernel in learned.kernels].index(view.kernel)
        text = self.tr("Kernel {0} of block {1}").format(number, view.block)
        names = {entry.id: entry.name for entry in project.classes}
        class_id = learned.kept[channel].class_id
        return text if class_id not in names else f"{text}: {names[class_id]}"

    def _show_input(self) -> None:
        pixels = self._session.preferences.best_input
        if pixels is self._shown_input and pixels is not None:
            return
        self._shown_input = pixels
        if pixels is None or pixels.shape[0] == 1:
            self._picture.clear()
            self._about.setText("")
            return
        drawn = scaled_pixmap(pixmap_of(pixels), PICTURE_SIDE, self.devicePixelRatioF())
        self._picture.setPixmap(drawn)
        text = self.tr("The input that excites it most, {0} x {0} pixels (gradient ascent)")
        self._about.setText(text.format(pixels.shape[0]))

    def _progress(self) -> str:
        preferences, parts = self._session.preferences, []
        done, count = preferences.progress
        searched = done - len(preferences.problems)
        if searched < count:
            text = self.tr("{0} of {1} searched")
            parts.append(text.format(searched, counted(count, "image")))
        else:
            parts.append(self.tr("{0} searched").format(counted(count, "image")))
        if preferences.field:
            text = self.tr("the frame is the receptive field, {0} x {0} pixels")
            parts.append(text.format(preferences.field))
        parts += map(translated, preferences.problems[:1])
        if len(preferences.problems) > 1:
            parts.append(self.tr("{0} more left out").format(len(preferences.problems) - 1))
        return "; ".join(parts)

    def _reason(self) -> str:
        """Return why the list is empty."""
        session = self._session
        done, count = session.preferences.progress
        if not session.document.is_open:
            return ""
        if session.builder.current is None:
            return self.tr("After a build, this shows the patches that excite a kernel most")
        if session.preferences.channel is None:
            return self.tr("Click a kernel to see the patches of all images that excite it most")
        if done < count:
            return self.tr("Searching the images…")
        return self.tr("No patch of any image excites this kernel")

    def _go_to(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        patch, session = self._model.rows[index.row()].patch, self._session
        session.update_view(image=patch.image)
        session.show_patch(patch.row, patch.col, session.preferences.field)
