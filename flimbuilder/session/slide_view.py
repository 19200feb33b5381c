"""The results of a build on the part of a slide that is in view."""

import time
from collections.abc import Iterator
from typing import cast

import numpy as np

from flimbuilder.imaging.pyramid import halve_max
from flimbuilder.imaging.sparse_pyramid import SparsePyramid
from flimbuilder.model.large_activation import LargeActivation
from flimbuilder.model.large_decoding import strip_settings
from flimbuilder.model.view_activation import ViewActivation
from flimbuilder.model.view_decoding import ViewDecoding, too_much_in_view
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.large import fixed_threshold
from flimbuilder.session.large_image import Check, LargeImage, Step, Wanted
from flimbuilder.session.results import SparseMask

__all__ = ["SlideView"]

LEVEL_BYTES = 2**26  # of the map over the image, and as many of the mask
PAUSE = 0.25  # seconds between two views of a mask that is being filled
NOTE = (
    "Only the part in view is decoded, as the image has {0:,.0f} million pixels; "
    "Predict decodes all of it"
)
DRAFT, UNKNOWN = ", a draft; zoom in for the exact one", "; zoom in to see it"
NO_MASK = "; a mask by the threshold {0} needs the whole image: choose a fixed threshold"
PROVISIONAL = "; a mask by this decoder needs the whole image"


class SlideView(LargeImage):
    """The results of one build on a slide, computed tile by tile for the part in view.

    If too much is in view, the map is the draft, from a coarse level of the image. There is no
    result, and nothing is measured.
    """

    activation_type: type[LargeActivation] = ViewActivation
    decodes_all = False
    _mask_levels: SparsePyramid | None = None

    # Read by the owning thread

    def is_coarse(self, wanted: Wanted) -> bool:
        """Return True if too much is in view for an exact map."""
        return too_much_in_view(wanted.focus)

    def _saliency_state(self, wanted: Wanted) -> str:
        decoding = self._view_decoding
        if decoding is None:
            return ", a draft"
        if too_much_in_view(wanted.focus):
            return DRAFT if self._draft is not None else UNKNOWN
        percent = f", {int(100 * decoding.share_known(wanted.focus))} %"
        if decoding.awaits(wanted.focus):
            return f", a draft{percent}"
        return "" if decoding.is_local else ", provisional"

    def _activation_state(self, activation: LargeActivation, wanted: Wanted) -> str:
        if too_much_in_view(wanted.focus):
            return DRAFT if self.kernel_maps else UNKNOWN
        return ", a draft" if activation.awaits(wanted.focus) else ""

    @property
    def _view_decoding(self) -> ViewDecoding | None:
        return cast(ViewDecoding | None, self._decoding)

    def release(self) -> None:
        """Free what can be drawn again, once the image is no longer shown."""
        if self._decoding is None or self._drawn_class < 0:
            return
        self._activation = self._draft = self._encoded_draft = None
        self._is_drafted = False
        self._levels, self._drawn_class = self._open_levels(), -1

    # Run by a job

    def _steps(self, want: Wanted) -> Iterator[tuple[bool, Step]]:
        slide, focus = self.shown.slide, want.focus
        assert slide is not None
        yield self._decoding is None, self._prepare
        decoding = cast(ViewDecoding, self._decoding)
        can_draft = not self._is_drafted and slide.coarse.is_complete
        is_urgent = too_much_in_view(focus) or self._is_slow(focus)
        yield is_urgent and can_draft, self._make_draft
        yield is_urgent and self._encoded_draft is not None, self._draft_kernels
        yield self._drawn_class != want.class_index, self._redraw
        if want.heat == "activation" and want.kernel is not None:
            yield (
                self._activation is None or self._activation[0] != want.kernel,
                (self._begin_activation),
            )
            activation = cast("tuple[object, LargeActivation]", self._activation)[1]
            yield activation.awaits(focus), self._step_activation
        yield decoding.awaits(focus), self._step_decoding
        yield can_draft, self._make_draft
        yield self._encoded_draft is not None, self._draft_kernels
        yield self._cut_by != want.delineation, self._fill_again

    def _open_levels(self) -> SparsePyramid:
        return SparsePyramid(self.shown.pixels.shape[:2], limit=LEVEL_BYTES)

    def _open_decoding(self, resolved: DecoderChoice, threshold: float | None) -> ViewDecoding:
        pixels, name = self.shown.pixels, self.shown.path.name
        return ViewDecoding(self.built.model, resolved, pixels, name, threshold=threshold)

    def _prepare(self, want: Wanted, check: Check) -> None:
        super()._prepare(want, check)
        height, width = self.shown.pixels.shape[:2]
        self.note = NOTE.format(height * width / 1e6)
        if self._threshold(want) is None:
            is_local = self._decoding is not None and self._decoding.is_local
            name = want.delineation.threshold
            self.note += NO_MASK.format(name) if is_local else PROVISIONAL

    def _threshold(self, want: Wanted) -> float | None:
        """Return the threshold, if it does not depend on the rest of the image."""
        assert self._decoding is not None
        assert self._resolved is not None
        settings, _ = strip_settings(want.delineation, self._resolved)
        return fixed_threshold(settings) if self._decoding.is_local else None

    def _fill_mask(self, rows: slice, cols: slice, want: Wanted) -> None:
        threshold = self._threshold(want)
        if threshold is None:
            return
        if self._mask_levels is None:
            shape = self.shown.pixels.shape[:2]
            self._mask_levels = SparsePyramid(shape, halve_max, LEVEL_BYTES)
            self._cut_by = want.delineation
        labels = self._labels(rows, cols, threshold).astype(np.uint8)
        self._mask_levels.put(rows, cols, labels)
        assert self._decoding is not None
        is_known = not self._decoding.awaits(want.focus)
        if is_known or time.monotonic() - self._mask_shown[1] > PAUSE:
            self._show_mask(want)

    def _show_mask(self, want: Wanted) -> None:
        if self._mask_levels is not None:
            self._mask_shown = want.focus, time.monotonic()
            self.mask = SparseMask(self._mask_levels.levels)

    def _fill_again(self, want: Wanted, check: Check) -> None:
        """Cut all tiles that are known at another threshold."""
        assert self._decoding is not None
        self._mask_levels, self.mask = None, None
        self._cut_by = want.delineation
        for index in np.flatnonzero(self._decoding.known):
            check()
            self._fill_mask(*self._decoding.grid.place(int(index)), want)
        self._show_mask(want)
