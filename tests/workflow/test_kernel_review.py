"""Reviewing the kernels of a project."""

import flimbuilder as fb
from flimbuilder.cli.kernels import _note
from flimbuilder.explain.kernels.review import ReviewedKernel
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.kernel_review import review_kernels


def test_every_block_is_reviewed(project: ProjectFolder) -> None:
    reviews = review_kernels(project.path)
    learned = build_project(project).learned
    assert [review.block for review in reviews] == [1, 2]
    for review, block in zip(reviews, learned.blocks, strict=True):
        assert [kernel.number for kernel in review.kernels] == list(range(1, 7))
        assert [kernel.auc for kernel in review.kernels] == [
            kernel.auc for kernel in block.kernels
        ]
        repeats = {number for group in review.groups for number in group.repeats}
        assert set(review.redundant) == repeats
    assert fb.review_kernels is review_kernels


def test_the_note_of_a_kernel() -> None:
    kernel = ReviewedKernel(3, 1, 0.5, 1.0, 0.4, repeats=2, similarity=0.987, fault="is dead")
    assert _note(kernel) == "is dead; like kernel 2 (0.99)"
