"""A build with the project it was made from, and what it can decode."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from flimbuilder.errors import InputError, LearnError
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting, name_block
from flimbuilder.project.project import KernelIdentity, Project
from flimbuilder.session.staleness import marker_blocks

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedEncoder
    from flimbuilder.flim.training import TrainingImage
    from flimbuilder.model.model import Model
    from flimbuilder.workflow.train_decoder import MarkerResults

__all__ = ["ProjectBuild"]


@dataclass(frozen=True, eq=False)
class ProjectBuild:
    """A build, and the project it was made from.

    Attributes
    ----------
    revision : int
        Revision of the document.
    project : Project
        The project at that revision.
    model : Model
        With a fallback decoder if the project's decoder does not fit the encoder.
    learned : LearnedEncoder
        With the provenance of every kernel, including deleted ones.
    seconds : dict of str to float
        Durations; see :class:`flimbuilder.workflow.build.Build`.
    notes : tuple of str
        Notes for the user.
    decoder_fault : str or None
        Why the model has a fallback decoder; None if it has the project's.
    learn_marker_results : callable or None
        Learns the decoder ``ml`` and measures levels, for `marker_decoder` and `scaled`.
    is_provisional : bool, default=False
        True if the project's decoder is ``ml`` and can't be learned until the user has drawn
        objects and background. Until then the fallback decoder shows the saliency.
    is_saved : bool, default=False
        True if it was read from the project folder, not learned by this session.
    read_training_images : callable or None, default=None
        Returns the marked training images, for `delineation_of`.
    """

    revision: int
    project: Project
    model: "Model"
    learned: "LearnedEncoder"
    seconds: dict[str, float]
    notes: tuple[str, ...] = ()
    decoder_fault: str | None = None
    learn_marker_results: "Callable[[], MarkerResults] | None" = None
    is_provisional: bool = False
    is_saved: bool = False
    read_training_images: "Callable[[], list[TrainingImage]] | None" = None
    _lock: Lock = field(default_factory=Lock, repr=False)
    _results: "list[MarkerResults]" = field(default_factory=list, repr=False)
    _splittings: dict[tuple[DecoderChoice, str | float], Splitting | None] = field(
        default_factory=dict, repr=False
    )

    def channel_of(self, block: int, kernel: KernelIdentity | None) -> int | None:
        """Return the channel, from 0, of a kernel of a block, from 1; None if it has none."""
        blocks = self.learned.blocks
        kept = blocks[block - 1].kept if 1 <= block <= len(blocks) else ()
        return next(
            (channel for channel, known in enumerate(kept) if known.identity == kernel), None
        )

    def marker_decoder(self) -> DecoderChoice:
        """Return the decoder ``ml``, which the first call learns; thread-safe, but slow.

        Learning it when it is needed keeps it out of the time from a stroke to the saliency.

        Raises
        ------
        InputError
            If the markers do not suffice.
        """
        known = self.model.document.learned_decoders.get(MARKER_DECODER)
        if known is not None:
            return known
        results = self._marker_results()
        if results is None:
            return self.model.resolve(DecoderChoice(id=MARKER_DECODER))  # raises
        if results.decoder is None:
            raise InputError(str(results.fault))
        return results.decoder

    def _marker_results(self) -> "MarkerResults | None":
        with self._lock:
            if not self._results and self.learn_marker_results is not None:
                self._results.append(self.learn_marker_results())
        return self._results[0] if self._results else None

    def scaled(self, decoder_choice: DecoderChoice) -> DecoderChoice:
        """Complete a choice with its blocks, and its levels on the training images if it has any.

        The first call for the scale ``training`` measures them; thread-safe, but slow.

        Raises
        ------
        InputError
            If the decoder does not fit.
        """
        named = name_block(decoder_choice, len(self.model.document.blocks))
        if named.scale == "training" and not named.scales:
            self.model.resolve(named.with_(scale="image"))  # raises if it does not fit
            results = self._marker_results()
            if results is not None:
                named = results.complete(named)
        return self.model.resolve(named)

    def decoder_of(self, decoder_choice: DecoderChoice) -> DecoderChoice:
        """Resolve a decoder choice for this build, with trained weights.

        Raises
        ------
        InputError
            If the decoder does not fit, or only another build can complete it.
        """
        depth = len(self.model.document.blocks)
        if name_block(decoder_choice, depth) == name_block(self.project.decoder, depth):
            if self.decoder_fault is not None and not self.is_provisional:
                raise InputError(self.decoder_fault)
            return self.model.document.decoder
        is_marked = decoder_choice.id == MARKER_DECODER
        if is_marked and marker_blocks(self.project) == name_block(decoder_choice, depth).blocks:
            return self.marker_decoder()
        is_trained = decoder_choice.weights_source == "trained"
        if is_marked or (is_trained and not decoder_choice.weights):
            raise InputError(
                f"decoder {decoder_choice.id!r} is made by a build: build the project"
            )
        return self.scaled(decoder_choice)

    def delineation_of(self, delineation: Delineation, named: DecoderChoice) -> Delineation:
        """Replace the splitting ``auto`` by what the marked objects give; None if they don't.

        The first call for a decoder and a threshold learns it; thread-safe, but slow.

        Parameters
        ----------
        delineation : Delineation
        named : DecoderChoice
            Resolved.
        """
        if delineation.split != "auto":
            return delineation
        key = named, delineation.threshold
        with self._lock:
            if key not in self._splittings:
                self._splittings[key] = self._learn_splitting(delineation, named)
        return delineation.with_(split=self._splittings[key])

    def _learn_splitting(self, delineation: Delineation, named: DecoderChoice) -> Splitting | None:
        if self.read_training_images is None:
            return None
        from flimbuilder.workflow.object_sizes import learn_object_sizes

        images = self.read_training_images()
        try:
            return learn_object_sizes(self.model, images, delineation, named)
        except LearnError:
            return None

    def model_for(self, project: Project) -> "Model":
        """Return the model with the decoder, names and other settings of a project.

        Parameters
        ----------
        project : Project
            A project from which a build would learn the same encoder.

        Raises
        ------
        FlimError
            If the project's decoder does not fit the encoder.
        """
        from flimbuilder.model.description import describe_model
        from flimbuilder.model.model import Model

        decoder = self.decoder_of(project.decoder)
        if self.is_provisional and decoder.id != project.decoder.id:
            raise InputError(str(self.decoder_fault))
        delineation = self.delineation_of(project.delineation, decoder)
        complete = project.with_(decoder=decoder, delineation=delineation)
        try:
            marker_decoder = self.marker_decoder()
        except InputError:
            marker_decoder = None
        levels = self.model.document.training_levels
        if levels is None and (results := self._marker_results()) is not None:
            levels = results.levels
        document = describe_model(complete, self.learned, marker_decoder, levels)
        return Model(document, self.learned.encoder)
