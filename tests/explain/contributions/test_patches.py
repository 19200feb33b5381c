"""The marked patch of each kernel."""

from flimbuilder.explain.contributions.patches import NearestPatch, nearest_patch
from flimbuilder.model.document import KernelRecord
from tests.learned_models import learned_model


def test_the_marked_patch_is_that_of_the_provenance() -> None:
    document = learned_model().document
    for number, block in enumerate(document.blocks, start=1):
        for channel, record in enumerate(block.kernels):
            assert record.pixel is not None
            expected = NearestPatch("one", record.marker or 0, *record.pixel, (5, 9)[number - 1])
            assert nearest_patch(document, number, channel) == expected


def test_a_kernel_of_an_imported_model_has_no_marked_patch() -> None:
    document = learned_model().document
    kernels = tuple(KernelRecord(class_id=1) for _ in document.blocks[0].kernels)
    blocks = (document.blocks[0].with_(kernels=kernels), *document.blocks[1:])
    assert nearest_patch(document.with_(blocks=blocks), 1, 0) is None
