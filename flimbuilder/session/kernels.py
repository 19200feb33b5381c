"""Commands on kernels, which the next build applies."""

from collections.abc import Iterable
from typing import Literal

from flimbuilder.errors import ProjectError, counted
from flimbuilder.project.edits import SetKernelEdits
from flimbuilder.project.project import KernelEdit, KernelIdentity
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document

__all__ = ["Kernels"]

Action = Literal["delete", "invert"]
Removed = tuple[int, Action, KernelIdentity]
Command = tuple[str, SetKernelEdits]
"""The label of a command, and its edit."""


class Kernels:
    """Commands that delete, restore and invert kernels of the last build.

    Parameters
    ----------
    document : Document
    builder : Builder
        Its last build gives the weights, by which later builds match an edit to a kernel.
    """

    def __init__(self, document: Document, builder: Builder) -> None:
        self._document = document
        self._builder = builder

    def delete(self, block: int, kernels: Iterable[KernelIdentity]) -> None:
        """Delete kernels of a block.

        Raises
        ------
        ProjectError
            If no other kernels of the last build remain in the block; nothing changes.
        """
        self._do(*self.deletion(block, kernels))

    def deletion(self, block: int, kernels: Iterable[KernelIdentity]) -> Command:
        """Return the command that deletes kernels of a block, which raises as `delete` does."""
        deleted = self.edited(block, "delete")
        chosen = set(kernels) - deleted
        self._require_others(block, chosen | deleted)
        edits = [self._edit(block, "delete", kernel) for kernel in _sorted(chosen)]
        return self._command(
            f"Delete {counted(len(chosen), 'kernel')} of block {block}", added=edits
        )

    def restore(self, block: int, kernels: Iterable[KernelIdentity]) -> None:
        """Restore deleted kernels of a block."""
        chosen = set(kernels) & self.edited(block, "delete")
        label = f"Restore {counted(len(chosen), 'kernel')} of block {block}"
        removed: set[Removed] = {(block, "delete", kernel) for kernel in chosen}
        self._do(*self._command(label, removed=removed))

    def invert(self, block: int, kernels: Iterable[KernelIdentity]) -> None:
        """Invert the sign of kernels; inverting twice restores it."""
        self._do(*self.inversion(block, kernels))

    def inversion(self, block: int, kernels: Iterable[KernelIdentity]) -> Command:
        """Return the command that inverts kernels of a block."""
        chosen = set(kernels)
        inverted = chosen & self.edited(block, "invert")
        edits = [self._edit(block, "invert", kernel) for kernel in _sorted(chosen - inverted)]
        label = f"Invert {counted(len(chosen), 'kernel')} of block {block}"
        removed: set[Removed] = {(block, "invert", kernel) for kernel in inverted}
        return self._command(label, edits, removed)

    def edited(self, block: int, action: Action) -> set[KernelIdentity]:
        """Return the kernels of a block that are deleted, or inverted, in the project."""
        return {
            self._builder.kernel_of(edit)
            for edit in self._document.project.kernel_edits
            if edit.block == block and edit.action == action
        }

    def _require_others(self, block: int, deleted: set[KernelIdentity]) -> None:
        """Refuse to delete all kernels of a block, before the learner would."""
        built = self._builder.current
        if built is None or not 1 <= block <= len(built.learned.blocks):
            return
        if all(kernel.identity in deleted for kernel in built.learned.blocks[block - 1].kernels):
            raise ProjectError(
                f"block {block} would have no kernels left; keep at least one of them"
            )

    def _edit(self, block: int, action: Action, kernel: KernelIdentity) -> KernelEdit:
        weights = self._builder.weights_of(block, kernel)
        return KernelEdit(block=block, action=action, kernel=kernel, weights=weights)

    def _command(
        self,
        label: str,
        added: Iterable[KernelEdit] = (),
        removed: Iterable[Removed] = (),
    ) -> Command:
        before, gone = self._document.project.kernel_edits, set(removed)
        kernel_of = self._builder.kernel_of
        kept = [edit for edit in before if (edit.block, edit.action, kernel_of(edit)) not in gone]
        return label, SetKernelEdits(kernel_edits=(*kept, *added))

    def _do(self, label: str, edit: SetKernelEdits) -> None:
        if edit.kernel_edits != self._document.project.kernel_edits:
            self._document.do(label, edit)


def _sorted(kernels: Iterable[KernelIdentity]) -> list[KernelIdentity]:
    """Sort kernels, for a project file that does not depend on hashes."""
    return sorted(kernels, key=lambda kernel: kernel.model_dump_json())
