"""The forms of a block, of the fields that all blocks share, and of the seed."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from flimbuilder.gui.widgets.fields import (
    ChoiceBox,
    NumberBox,
    SwitchBox,
    by_decades,
    by_tenths,
    on_grid,
)
from flimbuilder.gui.widgets.value_form import ValueForm
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    MOST_RESTARTS,
    Architecture,
    Block,
)
from flimbuilder.project.augmentation import LARGEST_GAIN_CHANGE
from flimbuilder.project.project import LARGEST_SEED, Seed
from flimbuilder.project.values import Value

__all__ = ["BlockForm", "GeneralForm", "SeedForm", "SeedValue"]

MAX_TAPS, MAX_KERNELS = 999, 1_000_000
TYPICAL_KERNELS = 16
AUGMENTATION = ("augment.flips", "augment.turns", "augment.intensity")


class BlockForm(ValueForm[Block]):
    """The fields of a block, grouped by the steps of learning it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Block(), parent=parent)
        self._number, self._follows_points = 1, False
        self._add_convolution()
        self._add_kernels()
        self._add_augmentation()
        self._add_pooling()
        self._show_effects()

    def set_place(self, number: int, follows_points: bool) -> None:
        """Set the number of the block, from 1, and whether the estimator follows points."""
        if (number, follows_points) != (self._number, self._follows_points):
            self._number, self._follows_points = number, follows_points
            self._show_effects()

    def without_effect(self) -> Mapping[str, str]:
        """Return the reason for each field that has no effect."""
        return {**self._of_window(), **self._of_points(), **self._of_reduction()}

    def _add_convolution(self) -> None:
        tr = self.tr
        self.add_heading(tr("Convolution"))
        self.add_row(
            ("kernel_size", tr("Kernel size"), tr("Kernel size"),
             tr("odd side of the square kernels, in taps"), NumberBox(on_grid(1, MAX_TAPS, 2))),
            ("dilation", tr("Dilation"), tr("Dilation"),
             tr("pixels between neighbouring taps"), NumberBox(on_grid(1, MAX_TAPS))),
        )  # fmt: skip
        scopes = (
            ("patch", tr("Patch"), tr("Each element of a patch has its own mean and deviation")),
            ("channel", tr("Channel"),
             tr("All pixels of a channel share one mean and deviation")),
        )  # fmt: skip
        activations = (
            ("relu", tr("ReLU"), tr("Values below zero become zero")),
            ("leaky", tr("Leaky ReLU"), tr("Values below zero shrink to a hundredth")),
            ("none", tr("None"), tr("Values below zero stay")),
        )
        self.add_row(
            ("normalisation", tr("Normalise by"), tr("Normalisation scope"),
             tr("elements that share one mean and one deviation"), ChoiceBox(scopes)),
            ("activation", tr("Activation"), tr("Activation"),
             tr("what happens to values below zero"), ChoiceBox(activations)),
        )  # fmt: skip

    def _add_kernels(self) -> None:
        tr = self.tr
        count = on_grid(1, MAX_KERNELS)
        limit = on_grid(1, MAX_KERNELS, start=TYPICAL_KERNELS)
        reductions = (
            ("kmeans", tr("K-means"), tr("Cluster each class's kernels")),
            ("pca", tr("PCA"), tr("Principal directions of each class's kernels")),
            ("pca-global", tr("Global PCA"),
             tr("Principal directions of all kernels; they have no class, which rules out "
                "decoders that need one")),
            ("none", tr("None"), tr("Keep all kernels")),
        )  # fmt: skip
        representatives = (
            ("centre", tr("Centre"), tr("The mean of the cluster's patches")),
            ("medoid", tr("Medoid"), tr("The cluster's most central patch")),
        )
        self.add_heading(tr("Kernels"))
        self.add_row(
            ("kernels_per_marker", tr("Per marker"), tr("Kernels per marker"),
             tr("clusters of the patches of each marker"), NumberBox(count)),
            ("max_kernels_per_image", tr("Per image"), tr("Kernels per image, at most"),
             tr("empty for no limit"), NumberBox(limit, empty=tr("no limit"))),
        )  # fmt: skip
        self.add_row(
            ("kernels", tr("In all"), tr("Kernels in all, after the reduction"),
             tr("empty keeps all learned"), NumberBox(limit, empty=tr("as learned"))),
            ("reduction", tr("Reduction"), tr("Reduction"),
             tr("how the kernels are reduced to that number"), ChoiceBox(reductions)),
        )  # fmt: skip
        self.add_row(
            ("representative", tr("Representative"), tr("Representative"),
             tr("kernel of a cluster of patches"), ChoiceBox(representatives)),
            ("unit_norm", tr("Unit norm"), tr("Unit norm"),
             tr("scale each kernel to length one"), SwitchBox()),
        )  # fmt: skip

    def _add_augmentation(self) -> None:
        tr = self.tr
        self.add_heading(tr("Copies of patches to learn from"))
        self.add_row(
            ("augment.flips", tr("Flips"), tr("Flips"),
             tr("learn from each patch mirrored left to right and top to bottom, too"),
             SwitchBox()),
            ("augment.turns", tr("Turns"), tr("Turns"),
             tr("learn from each patch turned by quarters, too, if objects lie in any direction"),
             SwitchBox()),
        )  # fmt: skip
        self.add_row(
            ("augment.intensity", tr("Intensity"), tr("Intensity"),
             tr("learn from fainter and stronger copies, too: 0.2 is 20 % less and more"),
             NumberBox(by_tenths(LARGEST_GAIN_CHANGE), fraction=True)),
        )  # fmt: skip

    def _add_pooling(self) -> None:
        tr = self.tr
        kinds = (
            ("max", tr("Maximum"), tr("The largest activation in the window")),
            ("average", tr("Average"), tr("The mean of the window")),
            ("min", tr("Minimum"), tr("The smallest activation in the window")),
            ("none", tr("None"), tr("The map is left as it is")),
        )
        self.add_heading(tr("Pooling"))
        self.add_row(
            ("pooling.kind", tr("Kind"), tr("Pooling kind"),
             tr("how the activations in a window become one value"), ChoiceBox(kinds)),
        )  # fmt: skip
        self.add_row(
            ("pooling.size", tr("Size"), tr("Pooling size"),
             tr("side of the square window, in pixels"), NumberBox(on_grid(1, MAX_TAPS))),
            ("pooling.stride", tr("Stride"), tr("Pooling stride"),
             tr("pixels between windows, 2 halves the map"), NumberBox(on_grid(1, MAX_TAPS))),
        )  # fmt: skip

    def _of_points(self) -> dict[str, str]:
        if not self._follows_points:
            return {}
        reason = self.tr("No effect: with feature points, every point is one kernel")
        names = "kernels", "max_kernels_per_image", "reduction", "representative", "unit_norm"
        reasons = dict.fromkeys(names, reason)
        copies = self.tr("No effect: feature points are not copied")
        reasons |= dict.fromkeys(AUGMENTATION, copies)
        if self._number > 1:
            at_block_1 = self.tr("No effect: the feature points are found at block 1")
            reasons |= dict.fromkeys(["kernels_per_marker", "normalisation"], at_block_1)
        return reasons

    def _of_window(self) -> dict[str, str]:
        reasons = {}
        if self.value().kernel_size == 1:
            reasons["dilation"] = self.tr("No effect: a kernel of one tap has no neighbours")
            alike = self.tr("No effect: a patch of one tap is the same from every side")
            reasons |= dict.fromkeys(AUGMENTATION[:2], alike)
        if self.value().pooling.kind == "none":
            reason = self.tr("No effect: there is no pooling")
            reasons |= dict.fromkeys(["pooling.size", "pooling.stride"], reason)
        return reasons

    def _of_reduction(self) -> dict[str, str]:
        """Disable at most one of the two fields, so that the user can enable it again."""
        if self._follows_points:
            return {}
        if self.value().reduction == "none":
            return {"kernels": self.tr("No effect: without reduction all kernels are kept")}
        if self.value().kernels is None:
            return {"reduction": self.tr("No effect: all kernels are kept; enter how many")}
        return {}


class SeedValue(Value):
    """The random seed of the project, as the value of a form."""

    seed: Seed = 0


class SeedForm(ValueForm[SeedValue]):
    """The field of the random seed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SeedValue(), in_row=1, parent=parent)
        self.add_row(
            ("seed", self.tr("Seed"), self.tr("Random seed"),
             self.tr("the same seed gives the same kernels"),
             NumberBox(on_grid(0, LARGEST_SEED))),
        )  # fmt: skip
        self._show_effects()


class GeneralForm(ValueForm[Architecture]):
    """The fields that all blocks share; it ignores the blocks of its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DEFAULT_ARCHITECTURE, parent=parent)
        tr = self.tr
        estimators = (
            ("cluster", tr("Clusters"), tr("Cluster the patches at every block")),
            ("bofp", tr("Points"),
             tr("FLIM-BoFP: find feature points at block 1 and follow them")),
        )  # fmt: skip
        colour_spaces = (
            ("lab", tr("CIE Lab"), tr("Lightness and two axes of colour")),
            ("rgb", tr("RGB"), tr("As in the file")),
            ("grey", tr("Grey"), tr("One channel of luma")),
        )
        self.add_row(
            ("estimator", tr("Estimator"), tr("Estimator"),
             tr("how kernels are learned"), ChoiceBox(estimators)),
            ("colour_space", tr("Colours"), tr("Colour space"),
             tr("colour space that images of three channels are converted to"),
             ChoiceBox(colour_spaces)),
        )  # fmt: skip
        standardisations = (
            ("none", tr("As they are"), tr("Colours are not changed")),
            ("mean", tr("Centred"), tr("Each image's own mean colour is subtracted")),
            ("standard", tr("Standardised"), tr("Centred, and divided by the deviation")),
        )
        self.add_row(
            ("standardise", tr("Images"), tr("Standardise images"),
             tr("how differently coloured slides are made alike before block 1"),
             ChoiceBox(standardisations)),
            wide=True,
        )  # fmt: skip
        selections = (
            ("none", tr("None"), tr("The reduction alone gives the kernels")),
            ("fisher", tr("Fisher ratio"),
             tr("Reduce to 1.5 times the kernels, then keep those of each class that together "
                "separate its markers best")),
            ("auc", tr("AUC"), tr("Drop kernels that respond less to the markers of their class")),
        )  # fmt: skip
        self.add_row(
            ("selection", tr("Selection"), tr("Selection of kernels"),
             tr("how kernels are selected by how well they separate the markers"),
             ChoiceBox(selections)),
            ("restarts", tr("Restarts"), tr("Restarts of k-means"),
             tr("runs of the k-means that reduces kernels; the best is kept"),
             NumberBox(on_grid(1, MOST_RESTARTS))),
        )  # fmt: skip
        self._last_row = self.add_row(
            ("stdev_factor", tr("Epsilon"), tr("Epsilon"),
             tr("added to every standard deviation of the normalisation"),
             NumberBox(by_decades(1e-6, 10), fraction=True)),
        )  # fmt: skip
        self._show_effects()

    def without_effect(self) -> Mapping[str, str]:
        """Return the reason for each field that has no effect."""
        reasons = {}
        if self.value().start is not None:
            kept = self.tr("As in the other model, whose first blocks are kept")
            reasons = dict.fromkeys(["colour_space", "standardise"], kept)
        if self.value().estimator == "bofp":
            reason = self.tr("No effect: with feature points, no kernels are reduced")
            reasons |= dict.fromkeys(["restarts", "selection"], reason)
        return reasons

    def add_companion(self, form: SeedForm) -> None:
        """Place the form of the seed beside epsilon."""
        form.set_label_width(0, self.label_width(1))
        self.grid.addWidget(form, self._last_row, 2, 1, 2)

    def applied_to(self, architecture: Architecture) -> Architecture:
        """Return an architecture with the values of this form, keeping its blocks."""
        return self.value().with_(blocks=architecture.blocks)
