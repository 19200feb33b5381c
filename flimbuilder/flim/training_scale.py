"""The scale of the training images, which makes the saliency of all images comparable.

By default a decoder divides maps and sums by their maxima over the image, so that the largest
saliency of an image is 1, even if it shows no object. On the scale of the training images,

``J_i(p) = A_i(p) / max over the training images of A_i`` and ``S(p) = min(1, ReLU(sum) / L)``,

L is the level of the object class: the rectified sum at its markers, averaged over the pixels of
each marker and then over the markers. A saliency of 0.5 is half of what the decoder gives at the
markers.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, sqrt
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import load_decoder_class, make_decoder
from flimbuilder.flim.decoders.base import PointwiseDecoder, SurveyDecoder, scale_by
from flimbuilder.flim.device import full_precision, one_thread, round_digits
from flimbuilder.flim.marker_training import EncodedParts
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import BlockScale, DecoderChoice
from flimbuilder.project.rasterise import MarkerPixels

__all__ = ["TrainingScale"]

MOST_PIXELS = 256  # of a marker; evenly spaced
SURVEYED = 2**14  # pixels of a map, evenly spaced; enough to weigh it by its statistics
WINDOW = 3  # side in pixels; decoders read no further

Numbers = tuple[float, ...]
_Surveys = dict[tuple[str, int], dict[str, Tensor]]  # by decoder and block


@dataclass(frozen=True)
class _Windows:
    """The surroundings of marked pixels on the maps of one block.

    Attributes
    ----------
    maps : ndarray of shape (n_pixels, C, h, w)
        At most 3 x 3 pixels; windows at the border of the map are shifted into it.
    row, col : ndarray of shape (n_pixels,)
        The pixel within its window.
    """

    maps: NDArray[np.float32]
    row: NDArray[np.int64]
    col: NDArray[np.int64]


@dataclass(frozen=True)
class _PartSamples:
    """Samples of a part of the training images: by block, maxima of the maps and windows."""

    highest: dict[int, NDArray[np.float32]]
    windows: dict[int, _Windows]
    pixels: MarkerPixels


@dataclass(frozen=True)
class TrainingScale:
    """The scale of any decoder, measured on the training images at first use.

    Parameters
    ----------
    encoded : EncodedParts
        Training images with the maps of all blocks that may be decoded. Of large images, the
        parts around the markers stand for the whole. Decoders that weigh kernels by statistics
        of the whole image see every n-th row and column of a map of more than 2^14 pixels, and
        at most 256 pixels of each marker are measured.
    kernel_classes : sequence of sequence of int or None
        Class of each kernel of every block of the encoder.
    object_classes : sequence of int
    """

    encoded: EncodedParts
    kernel_classes: Sequence[Sequence[int | None]]
    object_classes: Sequence[int]

    @cached_property
    def maxima(self) -> dict[int, Numbers]:
        """By block, the maximum of each map over the training images, at least 0."""
        return {
            block: _rounded(np.max([part.highest[block] for part in self._samples], axis=0))
            for block in self.encoded.encoded
        }

    def complete(self, decoder_choice: DecoderChoice) -> DecoderChoice:
        """Return a choice of blocks and the scale ``training`` with the numbers of the scale.

        Raises
        ------
        InputError
            If a block cannot serve the decoder.
        """
        scales = tuple(
            BlockScale(
                maxima=self.maxima[block],
                levels=self.levels(
                    decoder_choice.id,
                    block,
                    weights=decoder_choice.weights,
                    bias=decoder_choice.bias,
                ),
            )
            for block in decoder_choice.blocks
        )
        return decoder_choice.with_(scales=scales)

    def without_images(self) -> "TrainingScale":
        """Return a copy that holds neither images nor maps, for decoders with given weights."""
        copy = replace(
            self, encoded=replace(self.encoded, parts=(), known={}, statistics={}, memory=None)
        )
        for name in ("maxima", "_samples", "_shares"):
            vars(copy)[name] = getattr(self, name)
        return copy

    def levels(
        self,
        decoder_id: str,
        block: int,
        *,
        weights: Sequence[Sequence[float]] = (),
        bias: Sequence[float] = (),
    ) -> Numbers:
        """Return the level of each object class; 0 for a class without markers.

        Parameters
        ----------
        decoder_id : str
        block : int
        weights, bias
            As in :func:`flimbuilder.flim.decoders.make_decoder`.

        Raises
        ------
        InputError
            If the block cannot serve the decoder.
        """
        decoder = self._decoder(decoder_id, block, weights, bias)
        with one_thread(), torch.inference_mode(), full_precision():
            sums = [
                self._sums(decoder, decoder_id, block, index)
                for index in range(len(self._samples))
            ]
        return _rounded((self._shares * np.concatenate(sums)).sum(axis=0))

    def _decoder(
        self,
        decoder_id: str,
        block: int,
        weights: Sequence[Sequence[float]] = (),
        bias: Sequence[float] = (),
    ) -> PointwiseDecoder:
        classes, objects = self.kernel_classes[block - 1], self.object_classes
        decoder = make_decoder(decoder_id, classes, objects, weights=weights, bias=bias)
        decoder.use_scale(self.maxima[block], [0.0] * len(objects))
        return decoder

    @cached_property
    def _samples(self) -> list[_PartSamples]:
        return [self._sample(index) for index in range(len(self.encoded.parts))]

    def _sample(self, index: int) -> _PartSamples:
        part = replace(self.encoded, blocks=self.encoded.encoded)[index]
        maps = dict(zip(self.encoded.encoded, part.maps, strict=True))
        pixels = _chosen_pixels(part.pixels, self.object_classes)
        return _PartSamples(
            {block: array.max(axis=(1, 2), initial=0) for block, array in maps.items()},
            {block: _windows(array, part.size, pixels) for block, array in maps.items()},
            pixels,
        )

    def _sums(
        self, decoder: PointwiseDecoder, decoder_id: str, block: int, index: int
    ) -> NDArray[np.float64]:
        """Return the rectified sums (n_pixels, object classes) at the markers of a part."""
        windows = self._samples[index].windows[block]
        if not len(windows.row):
            return np.zeros((0, len(self.object_classes)))
        survey = {}
        if isinstance(decoder, SurveyDecoder):
            survey = self._surveys[index][decoder_id, block]
        maps = torch.from_numpy(windows.maps)
        maxima = decoder.maxima_of(maps[:, :, 0, 0])
        sums = decoder.combine_part(maps, maxima, survey).clamp(min=0).double().numpy()
        at_pixels: NDArray[np.float64] = sums[np.arange(len(sums)), :, windows.row, windows.col]
        return at_pixels

    @cached_property
    def _surveys(self) -> list[_Surveys]:
        """The surveys of each part; all decoders share one pass, as encoding is slow."""
        of_block = {block: self._survey_decoders(block) for block in self.encoded.encoded}
        return [self._survey(index, of_block) for index in range(len(self._samples))]

    def _survey_decoders(self, block: int) -> dict[str, SurveyDecoder]:
        """Return the decoders that the block can serve and that survey the whole image."""
        decoders = {}
        for info in DECODERS.values():
            if info.needs_weights or not issubclass(load_decoder_class(info.id), SurveyDecoder):
                continue
            with suppress(InputError):
                decoders[info.id] = cast(SurveyDecoder, self._decoder(info.id, block))
        return decoders

    def _survey(self, index: int, of_block: Mapping[int, Mapping[str, SurveyDecoder]]) -> _Surveys:
        part = replace(self.encoded, blocks=self.encoded.encoded)[index]
        surveys = {}
        for block, array in zip(self.encoded.encoded, part.maps, strict=True):
            step = ceil(sqrt(array[0].size / SURVEYED))
            maps = torch.from_numpy(array[None, :, ::step, ::step].copy())
            for name, decoder in of_block[block].items():
                scaled = scale_by(maps, decoder.maxima_of(maps[:, :, 0, 0]))
                lowest, highest = scaled.amin(dim=(2, 3)), scaled.amax(dim=(2, 3))
                surveys[name, block] = decoder.survey(scaled, lowest, highest)
        return surveys

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """Return the share of each pixel in the level of each class, (n_pixels, classes)."""
        classes = np.concatenate([part.pixels.class_id for part in self._samples])
        markers = np.concatenate(
            [
                np.stack([np.full(len(part.pixels), index), part.pixels.marker])
                for index, part in enumerate(self._samples)
            ],
            axis=1,
        )
        _, first, of_pixel, counts = np.unique(
            markers, axis=1, return_index=True, return_inverse=True, return_counts=True
        )
        own = classes[:, None] == np.asarray(self.object_classes)
        n_markers = own[first].sum(axis=0)
        shares: NDArray[np.float64] = (
            own / np.maximum(n_markers, 1) / counts[of_pixel.ravel(), None]
        )
        return shares


def _chosen_pixels(pixels: MarkerPixels, object_classes: Sequence[int]) -> MarkerPixels:
    """Return at most 256 evenly spaced pixels of each marker of an object."""
    drawn = np.isin(pixels.class_id, object_classes)
    _, first, marker, counts = np.unique(
        pixels.marker[drawn], return_index=True, return_inverse=True, return_counts=True
    )
    position, count = np.arange(len(marker)) - first[marker], counts[marker]
    step = position * MOST_PIXELS // count
    chosen = drawn.nonzero()[0][
        (count <= MOST_PIXELS) | (step > (position - 1) * MOST_PIXELS // count)
    ]
    return MarkerPixels(
        pixels.marker[chosen], pixels.class_id[chosen], pixels.row[chosen], pixels.col[chosen]
    )


def _windows(maps: NDArray[np.float32], size: tuple[int, int], pixels: MarkerPixels) -> _Windows:
    """Return the windows around the pixels of the maps (C, h, w) that hold marked pixels."""
    (top, row), (left, col) = (
        _starts(marked, side, of_map)
        for marked, side, of_map in zip(
            (pixels.row, pixels.col), size, maps.shape[1:], strict=True
        )
    )
    rows, cols = (np.arange(min(WINDOW, side)) for side in maps.shape[1:])
    windows = maps[:, (top[:, None] + rows)[:, :, None], (left[:, None] + cols)[:, None, :]]
    return _Windows(np.ascontiguousarray(windows.swapaxes(0, 1)), row, col)


def _starts(
    marked: NDArray[np.int64], side: int, of_map: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the starts of windows on one axis of the map, and the pixels' places in them."""
    place = (2 * marked + 1) * of_map // (2 * side)
    start = np.clip(place - WINDOW // 2, 0, max(0, of_map - WINDOW))
    return start, place - start


def _rounded(values: NDArray[np.floating[Any]]) -> Numbers:
    return tuple(round_digits(value) for value in values.tolist())
