"""The table of all actions, behind the menus, the tool bar and the sheet of shortcuts."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from flimbuilder.gui.action_row import Row, Section
from flimbuilder.gui.commands.project import ProjectCommands
from flimbuilder.gui.commands.view import ViewCommands
from flimbuilder.gui.keymap import toggle_action
from flimbuilder.gui.language import translated
from flimbuilder.gui.theme import THEMES, ThemeName
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat, Tool

__all__ = ["ActionTable"]

CLASS_KEYS = 10

Rows = tuple[Row | str | None, ...]


class ActionTable(QObject):
    """The menus and their actions.

    Attributes
    ----------
    sections : tuple of Section
    """

    def __init__(
        self,
        session: Session,
        commands: ProjectCommands,
        view_commands: ViewCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._commands, self._view = session, commands, view_commands
        self.sections = self._sections()

    def _sections(self) -> tuple[Section, ...]:
        tr = self.tr
        return (
            Section(tr("&File"), self._file_rows()),
            Section(tr("&Edit"), self._edit_rows()),
            Section(tr("&Draw"), self._draw_rows()),
            Section(
                tr("&Classes"), self._class_rows(), ((tr("Class of the next marker"), "0–9"),)
            ),
            Section(tr("&Kernels"), self._kernel_rows()),
            Section(tr("&Build"), self._build_rows()),
            Section(tr("&Overlays"), self._overlay_rows()),
            Section(tr("&View"), self._view_rows()),
            Section(tr("&Help"), self._help_rows()),
        )

    def _file_rows(self) -> Rows:
        tr, do, is_open, session = self.tr, self._commands, self._is_open, self._session
        return (
            Row("newProjectAction", tr("&New project…"), do.new_project, "folder-plus-outline",
                ("Ctrl+N",)),
            Row("openAction", tr("&Open project…"), do.open_project, "folder-open-outline",
                ("Ctrl+O",)),
            "recent",
            None,
            Row("saveAction", tr("&Save"), do.save, "content-save-outline", ("Ctrl+S",),
                tr("Save a version; the journal holds every edit already"),
                lambda: self._session.document.dirty),
            Row("saveAsAction", tr("Save &as…"), do.save_as, keys=("Ctrl+Shift+S",),
                enabled=is_open),
            None,
            Row("addImagesAction", tr("Add &images…"), do.add_images, "image-plus",
                ("Ctrl+I",), enabled=self._can_change),
            Row("importAction", tr("Import &markers, masks, classes…"), do.import_files,
                tip=tr("Files of other programs, matched to the images by name"),
                enabled=self._can_change),
            Row("findImagesAction", tr("&Find moved images…"), do.find_moved,
                tip=tr("Search a folder for moved images by their content"),
                enabled=self._can_change),
            None,
            Row("exportAction", tr("&Export…"), do.export, "export-variant", ("Ctrl+E",),
                tr("Write the encoder, markers or architecture for other programs"), is_open),
            Row("reportAction", tr("Repor&t…"), do.reporting.ask, "file-document-outline",
                ("Ctrl+Shift+R",),
                tr("Write a page on data, kernels, results and explanations"), is_open),
            Row("saveViewAction", tr("Save &view…"), self._view.saving.ask, "image-outline",
                ("Ctrl+Alt+S",), tr("Save a picture of the view, as PNG or SVG"),
                lambda: session.view.image is not None),
            Row("copyViewAction", tr("Copy vie&w"), self._view.saving.copy,
                keys=("Ctrl+Alt+C",), tip=tr("Copy a picture of the view"),
                enabled=lambda: session.view.image is not None),
            Row("copyCommandAction", tr("&Copy command line"), do.copy_command,
                "console", ("Ctrl+Shift+C",),
                tr("Copy the command that repeats the build without the window"), is_open),
            None,
            Row("closeProjectAction", tr("C&lose project"), do.close_project, keys=("Ctrl+W",),
                enabled=is_open),
            Row("quitAction", tr("&Quit"), do.quit, keys=("Ctrl+Q",)),
        )  # fmt: skip

    def _edit_rows(self) -> Rows:
        tr, session, do = self.tr, self._session, self._commands
        document = session.document
        return (
            Row("undoAction", tr("&Undo"), do.undo, "undo-variant", ("Ctrl+Z",),
                enabled=lambda: document.undo_label is not None,
                label=lambda: _after(tr("&Undo"), document.undo_label)),
            Row("redoAction", tr("&Redo"), do.redo, "redo-variant", ("Ctrl+Shift+Z", "Ctrl+Y"),
                enabled=lambda: document.redo_label is not None,
                label=lambda: _after(tr("&Redo"), document.redo_label)),
            None,
            Row("deleteMarkerAction", tr("&Delete marker"), do.delete_marker,
                "vector-polyline-remove", tip=tr("Delete the selected marker"),
                enabled=lambda: session.view.marker is not None, held=tr("Del")),
            Row("clearMarkersAction", tr("Delete &all markers of the image"), do.clear_markers,
                enabled=lambda: bool(session.drawing.markers.markers)),
            None,
            Row("labelAction", tr("Image &class…"), do.images.choose_label, "label-outline",
                ("I",), tr("Give the selected images a class, which the panel Identification "
                           "learns; then press its digit"),
                lambda: self._can_change() and session.view.image is not None),
            Row("scaleAction", tr("Pixel &size…"), do.choose_pixel_size, "ruler",
                tip=tr("Give areas in µm² and a scale bar in µm"),
                enabled=lambda: self._can_change() and session.view.image is not None),
        )  # fmt: skip

    def _draw_rows(self) -> Rows:
        tr, session = self.tr, self._session

        def tool(name: Tool, text: str, symbol: str, key: str, tip: str) -> Row:
            return Row(f"{name}Action", text, lambda: session.update_view(tool=name), symbol,
                       (key,), tip, self._is_open,
                       checked=lambda: session.view.tool == name)  # fmt: skip

        return (
            tool("pan", tr("&Select"), "cursor-default-outline", "V",
                 tr("Select and move markers; drag the image")),
            tool("disk", tr("&Disk"), "circle-outline", "D", tr("Draw a disk with a click")),
            tool("stroke", tr("S&troke"), "brush", "S",
                 tr("Draw a stroke with a drag; Shift draws straight lines")),
            tool("erase", tr("&Erase"), "eraser", "E", tr("Erase parts of markers")),
            Row("whyAction", tr("&Why here?"), self._view.choose_why, "crosshairs-question",
                ("W",), tr("Click a pixel, or drag around a region, to see which strokes made it"),
                self._is_open, lambda: session.view.tool == "why"),
            None,
            *self._suggestion_rows(),
            None,
            Row("smallerRadiusAction", tr("S&maller radius"), lambda: session.step_radius(-1),
                keys=("[",), enabled=self._is_open),
            Row("largerRadiusAction", tr("&Larger radius"), lambda: session.step_radius(1),
                keys=("]",), enabled=self._is_open),
        )  # fmt: skip

    def _suggestion_rows(self) -> Rows:
        tr, do = self.tr, self._view.suggesting
        return (
            Row("suggestAction", tr("S&uggest places"), do.toggle, "map-marker-question-outline",
                ("J",), tr("Number the places on the image that are worth marking next"),
                self._has_images, lambda: do.is_on),
            Row("nextSuggestionAction", tr("&Next suggestion"), do.next, keys=(".",),
                enabled=lambda: do.has_choice),
            Row("previousSuggestionAction", tr("&Previous suggestion"), do.previous, keys=(",",),
                enabled=lambda: do.has_choice),
            Row("previewSuggestionAction", tr("Pre&view the suggestion"), do.preview,
                keys=("Shift+J",), tip=tr("Show what the disk would change, before it is drawn"),
                enabled=lambda: do.has_choice),
            Row("acceptSuggestionAction", tr("&Accept the suggestion"), do.accept,
                enabled=lambda: do.has_choice, held=tr("Return")),
            Row("skipSuggestionAction", tr("S&kip the suggestion"), do.skip,
                enabled=lambda: do.has_choice, held=tr("Del")),
        )  # fmt: skip

    def _class_rows(self) -> Rows:
        def row(number: int) -> Row:
            return Row(
                f"class{number}Action", self.tr("Class {0}").format(number),
                lambda: self._view.choose_class(number),
                keys=(str(number),), enabled=self._is_open,
                checked=lambda: self._is_open() and self._session.view.class_id == number,
                label=lambda: self._class_label(number),
                listed=lambda: number in self._classes,
            )  # fmt: skip

        return tuple(row(number) for number in range(CLASS_KEYS))

    def _kernel_rows(self) -> Rows:
        tr, editing = self.tr, self._commands.kernels

        def row(
            name: str, text: str, call: Callable[[], None], symbol: str, tip: str, held: str = ""
        ) -> Row:
            return Row(f"{name}KernelsAction", text, call, symbol, (), tip,
                       lambda: bool(self._session.view.kernels), held=held)  # fmt: skip

        return (
            row("delete", tr("&Delete kernels"), editing.delete_selected, "delete-outline",
                tr("Delete the selected kernels; the next build leaves them out"),
                tr("Del")),
            row("restore", tr("&Restore kernels"), editing.restore_selected, "restore",
                tr("Restore the selected deleted kernels")),
            row("invert", tr("&Invert kernels"), editing.invert_selected, "plus-minus-variant",
                tr("Invert the sign of the selected kernels")),
        )  # fmt: skip

    def _build_rows(self) -> Rows:
        tr, session = self.tr, self._session
        return (
            Row("buildAction", tr("&Build"), self._build, "hammer", ("B",),
                tr("Learn the encoder from the markers"), self._is_open),
            Row("liveAction", tr("&Live"), self._toggle_live, "lightning-bolt-outline", ("L",),
                tr("Build after every change"), self._is_open,
                lambda: session.builder.live),
            Row("cancelBuildAction", tr("&Cancel the build"), self._cancel_build,
                keys=("Ctrl+.",), enabled=lambda: session.builder.is_building),
            None,
            Row("predictFolderAction", tr("&Predict folder…"), self._commands.predict_folder,
                "folder-play-outline", ("Ctrl+P",),
                tr("Write masks, tables and outlines of a folder of images"), self._is_open),
        )  # fmt: skip

    def _overlay_rows(self) -> Rows:
        tr, session, view = self.tr, self._session, self._view

        switch = self._switch

        def heat(name: Heat, text: str, *keys: str) -> Row:
            return Row(f"{name}HeatAction", text, lambda: view.toggle_heat(name),
                       keys=keys, enabled=self._is_open,
                       checked=lambda: session.view.heat == name)  # fmt: skip

        return (
            heat("saliency", tr("&Saliency"), "H"),
            heat("activation", tr("Kernel &activation"), "K"),
            heat("block", tr("&Block saliency")),
            heat("error", tr("&Error"), "X"),
            None,
            switch("show_mask", tr("Outline of the &mask"), "M"),
            switch("fill_mask", tr("&Fill the mask"), "Shift+M"),
            switch("show_truth", tr("Outline of the &reference mask"), "R"),
            switch("show_markers", tr("Mar&kers"), "T"),
            switch("show_field", tr("Recepti&ve field at the pointer")),
            switch("show_tissue", tr("Outline of the &tissue")),
            switch("before", tr("&Previous build"), "P", enabled=self._has_before),
            None,
            "colours",
            Row("hideOverlaysAction", tr("&Hide all overlays"), view.toggle_overlays,
                tip=tr("Hold Q to hide them briefly"), enabled=self._is_open,
                checked=lambda: view.overlays_hidden, held=tr("Q (hold)")),
        )  # fmt: skip

    def _switch(
        self, field: str, text: str, *keys: str, enabled: Callable[[], bool] | None = None
    ) -> Row:
        return Row(toggle_action(field), text, lambda: self._view.toggle(field),
                   keys=keys, enabled=enabled or self._is_open,
                   checked=lambda: bool(getattr(self._session.view, field)))  # fmt: skip

    def _view_rows(self) -> Rows:
        tr, session, has = self.tr, self._session, self._has_images
        view, canvas = self._view, self._view.canvas
        return (
            Row("previousImageAction", tr("Pre&vious image"), lambda: session.step_image(-1),
                keys=("A",), enabled=has),
            Row("nextImageAction", tr("&Next image"), lambda: session.step_image(1),
                keys=("F",), enabled=has),
            None,
            Row("zoomInAction", tr("Zoom &in"), lambda: canvas.zoom(2), "magnify-plus-outline",
                ("Ctrl++", "Ctrl+=", "+", "="), enabled=has),
            Row("zoomOutAction", tr("&Zoom out"), lambda: canvas.zoom(0.5),
                "magnify-minus-outline", ("Ctrl+-", "-"), enabled=has),
            Row("fitAction", tr("&Whole image"), canvas.fit, "fit-to-page-outline", ("Ctrl+0",),
                enabled=has),
            Row("oneToOneAction", tr("A&ctual pixels"), canvas.one_to_one, keys=("Ctrl+1",),
                tip=tr("Show image pixels at the size of screen pixels"), enabled=has),
            self._switch("show_scale_bar", tr("Scale &bar")),
            self._switch("show_overview", tr("&Overview map"), "O"),
            None,
            Row("compareAction", tr("Side b&y side"), session.comparisons.toggle,
                "compare", ("C",), tr("Show two linked views of the image"), has,
                checked=lambda: session.view.compare is not None),
            None,
            Row("resultsAction", tr("&Results"), view.results.toggle, "table-large", ("G",),
                tr("Masks, objects and measures of all images"), self._is_open,
                checked=lambda: view.results.is_shown),
            Row("resultsPageAction", tr("Results as a full pa&ge"), view.results.toggle_page,
                "arrow-expand", ("Shift+G",), enabled=self._is_open,
                checked=lambda: view.results.is_page),
            Row("objectsAction", tr("Ob&jects"), lambda: view.results.toggle_beside("objectsDock"),
                "format-list-numbered", ("N",), tr("Number and measure the objects of the image"),
                self._is_open, lambda: view.results.is_in_front("objectsDock")),
            Row("plotsAction", tr("Plo&ts"), lambda: view.results.toggle_beside("plotsDock"),
                "chart-histogram", ("Shift+N",), tr("Areas, precision and recall, measures"),
                self._is_open, lambda: view.results.is_in_front("plotsDock")),
            Row("whyPanelAction", tr("Why &here?"), lambda: view.results.toggle_beside("whyDock"),
                "crosshairs-question", ("Shift+W",),
                tr("The strokes and kernels that made the saliency at a place"), self._is_open,
                lambda: view.results.is_in_front("whyDock")),
            Row("attributionsAction", tr("&Attributions"),
                lambda: view.results.toggle_beside("attributionsDock"), "image-search-outline",
                ("Shift+A",), tr("The pixels that the saliency at a place depends on"),
                self._is_open, lambda: view.results.is_in_front("attributionsDock")),
            Row("mapsAction", tr("&Maps"), lambda: view.results.toggle_beside("mapsDock"),
                "chart-scatter-plot", ("Shift+K",),
                tr("Kernels, marker patches and images in a plane, like beside like"),
                self._is_open, lambda: view.results.is_in_front("mapsDock")),
            Row("likesAction", tr("Li&kes"),
                lambda: view.results.toggle_beside("likesDock"), "heart-outline", ("Shift+L",),
                tr("The patches of all images that excite the shown kernel most"), self._is_open,
                lambda: view.results.is_in_front("likesDock")),
            Row("finetuningAction", tr("&Fine-tuning"),
                lambda: view.results.toggle_beside("finetuningDock"), "school-outline",
                ("Shift+T",), tr("Train the network of the last build further"), self._is_open,
                lambda: view.results.is_in_front("finetuningDock")),
            Row("slideAction", tr("&Slide"),
                lambda: view.results.toggle_beside("slideDock"), "layers-outline",
                ("Shift+S",), tr("The levels and the tissue of the image"), self._is_open,
                lambda: view.results.is_in_front("slideDock")),
            Row("identificationAction", tr("I&dentification"),
                lambda: view.results.toggle_beside("identificationDock"), "shape-outline",
                ("Shift+I",), tr("Classes of whole images: accuracy, confusions and mistakes"),
                self._is_open, lambda: view.results.is_in_front("identificationDock")),
            "panels",
            Row("nextPanelAction", tr("Next pa&nel"), lambda: view.panel_focus.step(1),
                keys=("F6",), tip=tr("Move the focus from the image to the panels, in a ring"),
                enabled=self._is_open, listed=_in_submenu),
            Row("previousPanelAction", tr("Pre&vious panel"), lambda: view.panel_focus.step(-1),
                keys=("Shift+F6",), enabled=self._is_open, listed=_in_submenu),
            None,
            "theme",
            "language",
            *self._theme_rows(),
        )  # fmt: skip

    def _theme_rows(self) -> Rows:
        tr, theme = self.tr, self._view.theme
        titles: dict[ThemeName, str] = {
            "light": tr("&Light theme"),
            "dark": tr("&Dark theme"),
            "system": tr("S&ystem theme"),
        }

        def row(name: ThemeName) -> Row:
            return Row(f"{name}ThemeAction", titles[name], lambda: theme.choose(name),
                       checked=lambda: theme.name == name, listed=_in_submenu)  # fmt: skip

        return tuple(row(name) for name in THEMES)

    def _help_rows(self) -> Rows:
        tr, do, offer = self.tr, self._commands, self._commands.help
        return (
            Row("shortcutsAction", tr("&Keys and mouse"),
                lambda: offer.show_shortcuts(self.sections), "keyboard-outline", ("?", "F1")),
            Row("keysAction", tr("&Change keys…"), lambda: offer.edit_keys(self.sections),
                tip=tr("Give actions other keys; export and import them")),
            Row("guideAction", tr("&Guide"), offer.show_guide, "book-open-page-variant-outline",
                tip=tr("How to work with the window, with pictures")),
            Row("documentationAction", tr("&Documentation"), offer.show_documentation, "web",
                tip=tr("All pages in the web browser, from this computer")),
            Row("tutorialAction", tr("T&utorial"), offer.show_tutorial, "book-education-outline",
                tip=tr("Ten minutes with images of coins, from a new project to counts")),
            Row("coachAction", tr("&First steps"), offer.show_first_steps, "school-outline",
                tip=tr("Four steps above the image, from the first disk to the results"),
                enabled=self._has_images),
            Row("demoAction", tr("&Try the demo"), do.try_demo, "flask-outline",
                tip=tr("Create and open a small project of real images with markers")),
            None,
            Row("aboutAction", tr("&About flimbuilder"), offer.show_about, "information-outline"),
        )  # fmt: skip

    def _build(self) -> None:
        """Build, and show the saliency if no shown overlay depends on the build."""
        session, builder = self._session, self._session.builder
        builder.build()
        is_current = builder.current is not None and builder.stale_block is None
        if (builder.is_building or is_current) and session.view.heat == "none":
            session.update_view(heat="none" if session.view.show_mask else "saliency")

    def _cancel_build(self) -> None:
        if self._session.builder.is_building:
            self._session.builder.cancel()
            self._session.report(self.tr("The build was stopped; the last one stays"))

    def _toggle_live(self) -> None:
        builder = self._session.builder
        builder.set_live(not builder.live)

    def _class_label(self, number: int) -> str:
        return f"{number}  {self._classes.get(number, '').replace('&', '&&')}"

    @property
    def _classes(self) -> dict[int, str]:
        return {entry.id: entry.name for entry in self._session.document.project.classes}

    def _has_before(self) -> bool:
        session = self._session
        return session.view.before or session.builder.previous is not None

    def _is_open(self) -> bool:
        return self._session.document.is_open

    def _can_change(self) -> bool:
        document = self._session.document
        return document.is_open and document.read_only_reason is None

    def _has_images(self) -> bool:
        return bool(self._session.document.project.images)


def _in_submenu() -> bool:
    """Leave an action out of its menu, as a submenu shows it."""
    return False


def _after(verb: str, label: str | None) -> str:
    """Return "Undo: Draw a disk of egg"; escape & in names."""
    return verb if label is None else f"{verb}: {translated(label).replace('&', '&&')}"
