"""Reviews the kernels of the last build when they are to be selected."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flimbuilder.session.builder import Builder
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild

if TYPE_CHECKING:
    from flimbuilder.explain.kernels.review import KernelReview

__all__ = ["KernelReviewer"]

LANE = "review"
STEP_BYTES = 256 * 2**20  # of learning steps, beside those of the builder


class KernelReviewer:
    """Finds redundant and useless kernels of the last build, in the lane ``review``.

    Parameters
    ----------
    jobs : Jobs
    builder : Builder
    failed : callable
        Called with the exception of a failed job.
    """

    def __init__(self, jobs: Jobs, builder: Builder, failed: Callable[[Exception], None]) -> None:
        self._jobs = jobs
        self._builder = builder
        self._failed = failed
        self._known: tuple[ProjectBuild, tuple[KernelReview, ...]] | None = None

    def request(self, block: int, take: "Callable[[KernelReview], None]") -> None:
        """Review the kernels of a block of the last build.

        Parameters
        ----------
        block : int
            From 1.
        take : callable
            Called with the review, at once if the build has been reviewed already. Not called if
            the work is cancelled or replaced by another request, or if the build lacks the block.
        """
        built, files = self._builder.current, self._builder.files()
        if built is None or files is None or block > len(built.learned.blocks):
            return
        if self._known is not None and self._known[0] is built:
            take(self._known[1][block - 1])
            return
        memory = self._builder.borrow_steps(STEP_BYTES)

        def work(report: Report) -> "tuple[KernelReview, ...]":
            from flimbuilder.workflow.kernel_review import review_learned

            return review_learned(
                built.project, files, built.learned, memory=memory, on_progress=report
            )

        def keep(reviews: "tuple[KernelReview, ...]") -> None:
            self._known = built, reviews
            if self._builder.current is built:
                take(reviews[block - 1])

        self._jobs.start(LANE, "Reviewing the kernels", work, keep, self._failed)
