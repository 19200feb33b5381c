"""Augmentation of the patches that a block's kernels are learned from."""

from typing import Annotated

from pydantic import Field

from flimbuilder.project.values import Value

__all__ = ["LARGEST_GAIN_CHANGE", "NO_AUGMENTATION", "PatchAugmentation"]

LARGEST_GAIN_CHANGE = 0.9


class PatchAugmentation(Value):
    """Copies of each marker's patches that a block learns its kernels from, beside the patches.

    Attributes
    ----------
    flips : bool, default=False
        Add the patches mirrored left to right, top to bottom, and both.
    turns : bool, default=False
        Add the patches turned by 90, 180 and 270 degrees. With `flips` there are eight copies of
        each patch: the symmetries of the square.
    intensity : float, default=0.0
        Add each of these copies with its values times ``1 - intensity`` and
        ``1 + intensity``; in [0, 0.9]. 0 adds none.

    Notes
    -----
    A copy permutes the taps of a patch, so no value is interpolated. In block 1 a copy equals the
    patch of a turned image. In later blocks the maps of a turned image also differ in their
    values, unless the kernels before are the same for every turn; the copies are then an
    approximation. A kernel's provenance is that of the patch that was copied.
    """

    flips: bool = False
    turns: bool = False
    intensity: Annotated[float, Field(ge=0, le=LARGEST_GAIN_CHANGE)] = 0.0

    @property
    def description(self) -> str:
        """The copies in a few words, as ``flips, turns, intensity 0.2``; empty if none."""
        parts = [name for name in ("flips", "turns") if getattr(self, name)]
        parts += [f"intensity {self.intensity:g}"] if self.intensity else []
        return ", ".join(parts)


NO_AUGMENTATION = PatchAugmentation()
