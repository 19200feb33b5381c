"""Read images with their truth, and decide which are measured in tiles."""

from dataclasses import dataclass, field

from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import CompanionOptions
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.regions import regions_of
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import foreign_parts
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.workflow.evaluation.labelled_images import (
    ImageWithTruth,
    ObjectSettings,
    TruthPair,
    read_labelled,
)
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import OpenImages
from flimbuilder.workflow.tissue import SLIDES, TissueChoice

__all__ = ["LargePair", "LargeSettings", "PairReader"]


@dataclass(frozen=True)
class LargeSettings:
    """Which images are measured in tiles, and in which part.

    Attributes
    ----------
    memory : int, default=2 * 10**9
        Bytes that an image may take, by an estimate, to be measured whole.
    tissue : TissueChoice, optional
        The part of images in tiles to predict.
    """

    memory: int = WHOLE_BYTES
    tissue: TissueChoice = SLIDES


@dataclass(frozen=True)
class LargePair:
    """An image to measure in tiles, and the files of its truth."""

    pair: TruthPair


@dataclass(frozen=True)
class PairReader:
    """What an evaluation reads and measures.

    Attributes
    ----------
    decoder_choices : tuple of DecoderChoice
        Resolved.
    delineation : Delineation
    companion_options : CompanionOptions
    objects : ObjectSettings or None
    strict, with_sample : bool
        Whether to raise at the first image that can't be used; whether pictures are wanted.
    large : LargeSettings
    """

    decoder_choices: tuple[DecoderChoice, ...]
    delineation: Delineation
    companion_options: CompanionOptions
    objects: ObjectSettings | None
    strict: bool = False
    with_sample: bool = False
    large: LargeSettings = field(default_factory=LargeSettings)

    @property
    def with_froc(self) -> bool:
        """True if candidates of all thresholds are judged."""
        return self.objects is not None and self.objects.froc

    def read(
        self, pair: TruthPair, model: Model, files: OpenImages
    ) -> ImageWithTruth | LargePair | FailedFile:
        """Read an image and its truth, unless it is to be measured in tiles."""
        try:
            if self._is_large(pair, model, files):
                return LargePair(pair)
        except InputError as error:
            if self.strict:
                raise
            return FailedFile.of(pair.image.path, error)
        options, objects = self.companion_options, self.objects
        return read_labelled(pair, model, files, options, objects, self.strict)

    def _is_large(self, pair: TruthPair, model: Model, files: OpenImages) -> bool:
        source, document = pair.image, model.document
        if foreign_parts(document.architecture):  # they depend on the whole image
            return False
        if self.large.tissue.is_wanted(source):
            return True
        if self.objects is None:  # pixels are compared whole, as far as they can be read
            return False
        files.expect([source.path])  # to read the pixels after the header
        with files.open(source.path) as image:
            layout = image.layout
            *_, height, width = sorted(axis.size for axis in layout.axes)
            channels = max(layout.channels, document.input.channels)
            if not self._exceeds(model, (height, width, channels)):
                return False  # nor the level or slice that is chosen
            regions = regions_of(image, source.selection)
            name = source.description
            require_encodable(model.encoder, document.architecture, regions.shape, name)
            return self._exceeds(model, regions.shape)

    def _exceeds(self, model: Model, shape: tuple[int, int, int]) -> bool:
        needs = (
            bytes_to_predict(model.document, shape, choice) for choice in self.decoder_choices
        )
        return max(needs) > self.large.memory
