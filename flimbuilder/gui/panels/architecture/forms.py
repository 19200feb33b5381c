"""The forms of a block, of the fields that all blocks share, and of the seed."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from flimbuilder.gui.widgets.fields import ChoiceBox, NumberBox, SwitchBox, by_decades, on_grid
from flimbuilder.gui.widgets.value_form import ValueForm
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture, Block
from flimbuilder.project.project import LARGEST_SEED, Seed
from flimbuilder.project.values import Value

__all__ = ["BlockForm", "GeneralForm", "SeedForm", "SeedValue"]

MOST_TAPS, MOST_KERNELS = 999, 1_000_000
USUAL_KERNELS = 16


class BlockForm(ValueForm[Block]):
    """The fields of a block, grouped by the steps of learning it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Block(), parent=parent)
        self._number, self._follows_points = 1, False
        self._add_window()
        self._add_kernel_counts()
        self._add_reduction()
        self._add_pooling()
        self._show_effects()

    def set_place(self, number: int, follows_points: bool) -> None:
        """Set the number of the block, from 1, and whether the estimator follows points."""
        if (number, follows_points) != (self._number, self._follows_points):
            self._number, self._follows_points = number, follows_points
            self._show_effects()

    def without_effect(self) -> Mapping[str, str]:
        """Return the reason for each field that has no effect."""
        return {**self._of_points(), **self._of_window(), **self._of_reduction()}

    def _add_window(self) -> None:
        self.add_heading(self.tr("Convolution"))
        self.add_row(
            (
                "kernel_size",
                self.tr("Kernel size"),
                self.tr("Kernel size"),
                self.tr("odd side of the square kernels, in taps"),
                NumberBox(on_grid(1, MOST_TAPS, 2)),
            ),
            (
                "dilation",
                self.tr("Dilation"),
                self.tr("Dilation"),
                self.tr("pixels between neighbouring taps"),
                NumberBox(on_grid(1, MOST_TAPS)),
            ),
        )
        self.add_row(
            (
                "normalisation",
                self.tr("Normalise by"),
                self.tr("Normalisation scope"),
                self.tr("elements that share one mean and one deviation"),
                ChoiceBox(self._scopes()),
            ),
            (
                "activation",
                self.tr("Activation"),
                self.tr("Activation"),
                self.tr("what happens to values below zero"),
                ChoiceBox(self._activations()),
            ),
        )

    def _add_kernel_counts(self) -> None:
        self.add_heading(self.tr("Kernels"))
        self.add_row(
            (
                "kernels_per_marker",
                self.tr("Per marker"),
                self.tr("Kernels per marker"),
                self.tr("clusters of the patches of each marker"),
                NumberBox(on_grid(1, MOST_KERNELS)),
            ),
            (
                "max_kernels_per_image",
                self.tr("Per image"),
                self.tr("Kernels per image, at most"),
                self.tr("empty for no limit"),
                NumberBox(
                    on_grid(1, MOST_KERNELS, start=USUAL_KERNELS), empty=self.tr("no limit")
                ),
            ),
        )

    def _add_reduction(self) -> None:
        self.add_row(
            (
                "kernels",
                self.tr("In all"),
                self.tr("Kernels in all, after the reduction"),
                self.tr("empty keeps all learned"),
                NumberBox(
                    on_grid(1, MOST_KERNELS, start=USUAL_KERNELS), empty=self.tr("as learned")
                ),
            ),
            (
                "reduction",
                self.tr("Reduction"),
                self.tr("Reduction"),
                self.tr("how the kernels are reduced to that number"),
                ChoiceBox(self._reductions()),
            ),
        )
        self.add_row(
            (
                "representative",
                self.tr("Representative"),
                self.tr("Representative"),
                self.tr("kernel of a cluster of patches"),
                ChoiceBox(self._representatives()),
            ),
            (
                "unit_norm",
                self.tr("Unit norm"),
                self.tr("Unit norm"),
                self.tr("scale each kernel to length one"),
                SwitchBox(),
            ),
        )

    def _add_pooling(self) -> None:
        self.add_heading(self.tr("Pooling"))
        self.add_row(
            (
                "pooling.kind",
                self.tr("Kind"),
                self.tr("Pooling kind"),
                self.tr("how the activations in a window become one value"),
                ChoiceBox(self._poolings()),
            ),
        )
        self.add_row(
            (
                "pooling.size",
                self.tr("Size"),
                self.tr("Pooling size"),
                self.tr("side of the square window, in pixels"),
                NumberBox(on_grid(1, MOST_TAPS)),
            ),
            (
                "pooling.stride",
                self.tr("Stride"),
                self.tr("Pooling stride"),
                self.tr("pixels between windows, 2 halves the map"),
                NumberBox(on_grid(1, MOST_TAPS)),
            ),
        )

    def _reductions(self) -> list[tuple[str, str, str]]:
        return [
            ("kmeans", self.tr("K-means"), self.tr("Cluster each class's kernels")),
            ("pca", self.tr("PCA"), self.tr("Principal directions of each class's kernels")),
            (
                "pca-global",
                self.tr("Global PCA"),
                self.tr(
                    "Principal directions of all kernels; they have no class, which rules out "
                    "decoders that need one"
                ),
            ),
            ("none", self.tr("None"), self.tr("Keep all kernels")),
        ]

    def _representatives(self) -> list[tuple[str, str, str]]:
        return [
            ("centre", self.tr("Centre"), self.tr("The mean of the cluster's patches")),
            ("medoid", self.tr("Medoid"), self.tr("The cluster's most central patch")),
        ]

    def _scopes(self) -> list[tuple[str, str, str]]:
        return [
            (
                "patch",
                self.tr("Patch"),
                self.tr("Each element of a patch has its own mean and deviation"),
            ),
            (
                "channel",
                self.tr("Channel"),
                self.tr("All pixels of a channel share one mean and deviation"),
            ),
        ]

    def _activations(self) -> list[tuple[str, str, str]]:
        return [
            ("relu", self.tr("ReLU"), self.tr("Values below zero become zero")),
            ("leaky", self.tr("Leaky ReLU"), self.tr("Values below zero shrink to a hundredth")),
            ("none", self.tr("None"), self.tr("Values below zero stay")),
        ]

    def _poolings(self) -> list[tuple[str, str, str]]:
        return [
            ("max", self.tr("Maximum"), self.tr("The largest activation in the window")),
            ("average", self.tr("Average"), self.tr("The mean of the window")),
            ("min", self.tr("Minimum"), self.tr("The smallest activation in the window")),
            ("none", self.tr("None"), self.tr("The map is left as it is")),
        ]

    def _of_points(self) -> dict[str, str]:
        if not self._follows_points:
            return {}
        reason = self.tr("No effect: with feature points, every point is one kernel")
        names = [
            "kernels",
            "max_kernels_per_image",
            "reduction",
            "representative",
            "unit_norm",
        ]
        reasons = dict.fromkeys(names, reason)
        if self._number > 1:
            at_block_1 = self.tr("No effect: the feature points are found at block 1")
            reasons |= dict.fromkeys(["kernels_per_marker", "normalisation"], at_block_1)
        return reasons

    def _of_window(self) -> dict[str, str]:
        reasons = {}
        if self.value().kernel_size == 1:
            reasons["dilation"] = self.tr("No effect: a kernel of one tap has no neighbours")
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
            (
                "seed",
                self.tr("Seed"),
                self.tr("Random seed"),
                self.tr("the same seed gives the same kernels"),
                NumberBox(on_grid(0, LARGEST_SEED)),
            ),
        )
        self._show_effects()


class GeneralForm(ValueForm[Architecture]):
    """The fields that all blocks share; it ignores the blocks of its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DEFAULT_ARCHITECTURE, parent=parent)
        self.add_row(
            (
                "estimator",
                self.tr("Estimator"),
                self.tr("Estimator"),
                self.tr("how kernels are learned"),
                ChoiceBox(self._estimators()),
            ),
            (
                "colour_space",
                self.tr("Colours"),
                self.tr("Colour space"),
                self.tr("colour space that images of three channels are converted to"),
                ChoiceBox(self._colour_spaces()),
            ),
        )
        self._last_row = self.add_row(
            (
                "stdev_factor",
                self.tr("Epsilon"),
                self.tr("Epsilon"),
                self.tr("added to every standard deviation of the normalisation"),
                NumberBox(by_decades(1e-6, 10), fraction=True),
            ),
        )
        self._show_effects()

    def add_companion(self, form: SeedForm) -> None:
        """Place the form of the seed beside epsilon."""
        form.set_label_width(0, self.label_width(1))
        self.grid.addWidget(form, self._last_row, 2, 1, 2)

    def applied_to(self, architecture: Architecture) -> Architecture:
        """Return an architecture with the values of this form and its own blocks."""
        return self.value().with_(blocks=architecture.blocks)

    def _estimators(self) -> list[tuple[str, str, str]]:
        return [
            ("cluster", self.tr("Clusters"), self.tr("Cluster the patches at every block")),
            (
                "bofp",
                self.tr("Points"),
                self.tr("FLIM-BoFP: find feature points at block 1 and follow them"),
            ),
        ]

    def _colour_spaces(self) -> list[tuple[str, str, str]]:
        return [
            ("lab", self.tr("CIE Lab"), self.tr("Lightness and two axes of colour")),
            ("rgb", self.tr("RGB"), self.tr("As in the file")),
            ("grey", self.tr("Grey"), self.tr("One channel of luma")),
        ]
