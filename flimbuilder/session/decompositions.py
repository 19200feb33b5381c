"""The contribution of a kernel, down the blocks, in earlier kernels and input pixels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.session.explanation import WhyHere, WhyResult
from flimbuilder.session.jobs import Jobs, Report

if TYPE_CHECKING:
    from flimbuilder.explain.contributions.decomposition import Decomposition

__all__ = ["Decompositions", "KernelPath", "PathTerms"]

LANE = "decompose"

KernelPath = tuple[tuple[int, int], ...]
"""(block, channel) of a kernel that contributes, then of one kernel of each block before it."""


@dataclass(frozen=True, eq=False)
class PathTerms:
    """What a kernel at the end of a path is made of, in units of the contribution.

    Attributes
    ----------
    block : int
        Block of the terms, from 1; 0 for the channels of the input.
    values : ndarray of shape (C,)
        The part of each kernel of that block. With `bias`, they add up to `value`.
    bias : float
        The part of the folded normalisations and biases.
    value : float
        The part of the contribution that goes along the path.
    pixels : ndarray of shape (rows, cols)
        The part that each input pixel adds.
    top, left : int
        Position of `pixels` in the image.
    scale : float
        Contribution for each unit of the first kernel's activation.
    """

    block: int
    values: NDArray[np.float64]
    bias: float
    value: float
    pixels: NDArray[np.float64]
    top: int
    left: int
    scale: float


class Decompositions:
    """Decomposes kernels of the explained place in the lane ``decompose``, one after another.

    Parameters
    ----------
    jobs : Jobs
    explanation : WhyHere
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    terms : mapping of KernelPath to PathTerms
        Those found so far for `explanation.result`.
    faults : mapping of KernelPath to str
        Why a path can't be decomposed.
    changed : Signal()
        Emitted when either changes.
    """

    changed = Signal()

    def __init__(
        self, jobs: Jobs, explanation: WhyHere, failed: Callable[[Exception], None]
    ) -> None:
        self.terms: Mapping[KernelPath, PathTerms] = {}
        self.faults: Mapping[KernelPath, str] = {}
        self._jobs, self._explanation, self._failed = jobs, explanation, failed
        self._result: WhyResult | None = None
        self._queue: list[KernelPath] = []
        explanation.changed.connect(self._on_explained)

    def request(self, path: KernelPath) -> None:
        """Decompose a path, after those requested before."""
        if path not in self.terms and path not in self.faults and path not in self._queue:
            self._queue.append(path)
            if len(self._queue) == 1:
                self._start_next()

    def _on_explained(self) -> None:
        if self._explanation.result is not self._result:
            self._result = self._explanation.result
            self.terms, self.faults = {}, {}
            if self._queue:
                self._queue = []
                self._jobs.cancel(LANE)
            self.changed.emit()

    def _start_next(self) -> None:
        result, reader = self._result, self._explanation.reader()
        if result is None or reader is None:
            self._queue = []
        if not self._queue or result is None or reader is None:
            return
        path = self._queue[0]
        first = self.terms.get(path[:1])
        known = None if first is None else first.scale
        kernels = result.explanation.kernels
        values = {(kernel.block, kernel.channel): kernel.value for kernel in kernels}
        value = values[path[0]]

        def work(report: Report) -> PathTerms:
            from flimbuilder.explain.contributions.decomposition import decompose_path

            pixels = reader.read_pixels(lambda: report("", 0, 0))
            found = decompose_path(result.model, pixels, result.region, path)
            scale = known
            if scale is None:
                scale = value / found.value if found.value else 0.0
            return _terms(found, scale)

        def take(terms: PathTerms) -> None:
            self.terms = {**self.terms, path: terms}
            self._end(path)

        def fail(error: Exception) -> None:
            self.faults = {**self.faults, path: str(error)}
            if not isinstance(error, FlimError):
                self._failed(error)
            self._end(path)

        self._jobs.start(LANE, "Decomposing a kernel", work, take, fail, quiet=True)

    def _end(self, path: KernelPath) -> None:
        self._queue = [other for other in self._queue if other != path]
        self.changed.emit()
        self._start_next()


def _terms(found: "Decomposition", scale: float) -> PathTerms:
    layer, window = found.layers[0], found.window
    return PathTerms(
        layer.block,
        layer.values * scale,
        (layer.bias + layer.shallower) * scale,
        found.value * scale,
        found.pixels * scale,
        window.rows.start,
        window.cols.start,
        scale,
    )
