"""Encoder, decoder and delineation as one scikit-learn estimator."""

from collections.abc import Sequence
from typing import Any, Self, overload

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import require_decoder, require_object_classes
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.estimator import FlimEncoder, ImageEstimator, for_each_image
from flimbuilder.flim.marker_training import encoded_parts, learn_marker_decoder
from flimbuilder.flim.pointwise_training import train_pointwise
from flimbuilder.flim.training import TrainingImage
from flimbuilder.flim.training_scale import TrainingScale
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.decoding import make_blocks_decoder, require_blocks
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice, Delineation, name_block
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.project.project import BACKGROUND

__all__ = ["FlimSegmenter"]


class FlimSegmenter(ImageEstimator):
    """Segment images with an encoder learned from image markers.

    Images are arrays of shape (H, W) or (H, W, C), of any sizes. Integers are scaled by the range
    of their dtype; floats must lie in [0, 1].

    Parameters
    ----------
    encoder : FlimEncoder or None, default=None
        The encoder to learn; :meth:`fit` learns a clone of it. None is ``FlimEncoder()``.
    decoder : str or DecoderChoice, default="ml"
        ``ml`` on all blocks, which :meth:`fit` learns from the markers; ``lm``, ``ts``, ``at``,
        ``lt``, ``pb`` or ``mb`` on the last block; ``bp``, which it trains on masks; or a
        DecoderChoice with blocks or weights.
    delineation : Delineation or None, default=None
        How saliency becomes a mask; None is ``Delineation()``: for the probability of ``ml``, the
        threshold 0.5 and boundaries refined by ``saliency-walker``; otherwise Otsu's threshold.

    Attributes
    ----------
    encoder_ : FlimEncoder
        The fitted encoder.
    object_classes_ : ndarray of int of shape (n_objects,)
        The classes of the markers without the background 0, ascending.
    decoder_ : BlocksDecoder
        A :class:`torch.nn.Module` from activation maps to saliency.
    decoder_choice_ : DecoderChoice
        The decoder with its block and any weights.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> segmenter = fb.FlimSegmenter(fb.FlimEncoder(random_state=0))
    >>> labels = segmenter.fit([image], [markers]).predict(image)  # doctest: +SKIP
    """

    def __init__(
        self,
        encoder: FlimEncoder | None = None,
        *,
        decoder: str | DecoderChoice = MARKER_DECODER,
        delineation: Delineation | None = None,
    ) -> None:
        self.encoder = encoder
        self.decoder = decoder
        self.delineation = delineation

    def fit(
        self,
        images: Sequence[NDArray[Any]],
        markers: Sequence[Sequence[Disk | Stroke | Pixels]],
        *,
        masks: Sequence[NDArray[Any] | None] | None = None,
    ) -> Self:
        """Learn the encoder and, if the decoder is ``ml`` or ``bp``, its weights.

        Parameters
        ----------
        images : sequence of ndarray of shape (H, W) or (H, W, C)
        markers : sequence of sequences of Disk, Stroke or Pixels
            The markers of each image, in drawing order; class 0 is the background.
        masks : sequence of ndarray of shape (H, W) or None, default=None
            The label image of each image, or None for images without one. Only the decoder
            ``bp`` uses them. With one object class, every label other than 0 is the object.

        Returns
        -------
        FlimSegmenter
            Itself.

        Raises
        ------
        InputError
            If images, markers or masks do not match in number or size, there is no object
            class, or the decoder is unknown or does not suit the encoder.
        LearnError
            If nothing can be learned from the markers, or there is no mask to train on.
        """
        encoder = FlimEncoder() if self.encoder is None else clone(self.encoder)
        encoder.fit(images, markers)
        drawn = {marker.class_id for of_image in markers for marker in of_image}
        object_classes = sorted(
            class_id for class_id in drawn if class_id is not None and class_id != BACKGROUND
        )
        require_object_classes(object_classes)
        n_blocks = len(encoder.kernel_classes_)
        decoder_choice = name_block(self._requested_choice(), n_blocks)
        require_blocks(decoder_choice, n_blocks)
        scale = None
        if decoder_choice.scale == "training":
            scale = _training_scale(decoder_choice, encoder, images, markers, object_classes)
        if decoder_choice.weights_source == "trained" and not decoder_choice.weights:
            maxima = None if scale is None else scale.maxima[max(decoder_choice.blocks)]
            decoder_choice = _train(decoder_choice, encoder, images, masks, object_classes, maxima)
        elif decoder_choice.weights_source == "markers" and not decoder_choice.weights:
            decoder_choice = _learn(decoder_choice, encoder, images, markers, object_classes)
        if scale is not None and not decoder_choice.scales:
            decoder_choice = scale.complete(decoder_choice)
        decoder = make_blocks_decoder(decoder_choice, encoder.kernel_classes_, object_classes)
        self.encoder_ = encoder
        self.object_classes_ = np.array(object_classes)
        self.decoder_choice_ = decoder_choice
        self.decoder_ = decoder.to(next(encoder.encoder_.parameters()).device)
        return self

    @overload
    def predict(self, image: NDArray[Any]) -> NDArray[np.uint8]: ...
    @overload
    def predict(self, image: Sequence[NDArray[Any]]) -> list[NDArray[np.uint8]]: ...
    def predict(
        self, image: NDArray[Any] | Sequence[NDArray[Any]]
    ) -> NDArray[np.uint8] | list[NDArray[np.uint8]]:
        """Segment an image, or a list of images.

        Parameters
        ----------
        image : ndarray of shape (H, W) or (H, W, C), or list or tuple of such

        Returns
        -------
        ndarray of uint8 of shape (H, W), or list of such
            The class of each pixel; 0 is the background.

        Raises
        ------
        NotFittedError
            If :meth:`fit` was not called.
        InputError
            If the encoder cannot read an image.
        """
        check_is_fitted(self)
        return for_each_image(self._label, image)

    @overload
    def predict_saliency(self, image: NDArray[Any]) -> NDArray[np.float32]: ...
    @overload
    def predict_saliency(self, image: Sequence[NDArray[Any]]) -> list[NDArray[np.float32]]: ...
    def predict_saliency(
        self, image: NDArray[Any] | Sequence[NDArray[Any]]
    ) -> NDArray[np.float32] | list[NDArray[np.float32]]:
        """Return the saliency of each object class on an image, or on a list of images.

        Parameters
        ----------
        image : ndarray, or list or tuple of ndarray
            As in :meth:`predict`.

        Returns
        -------
        ndarray of float32 of shape (n_objects, H, W), or list of such
            In [0, 1], in the order of `object_classes_`.

        Raises
        ------
        NotFittedError, InputError
            As in :meth:`predict`.
        """
        check_is_fitted(self)
        return for_each_image(self._saliency, image)

    def _requested_choice(self) -> DecoderChoice:
        decoder = self.decoder
        decoder_choice = DecoderChoice(id=decoder) if isinstance(decoder, str) else decoder
        require_decoder(decoder_choice.id)
        return decoder_choice

    def _label(self, pixels: NDArray[np.float32], name: str) -> NDArray[np.uint8]:
        return delineate_classes(
            self._saliency(pixels, name),
            self.object_classes_.tolist(),
            (self.delineation or Delineation()).for_decoder(self.decoder_choice_),
            pixels,
        )

    def _saliency(self, pixels: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        encoder, deepest = self.encoder_, max(self.decoder_.blocks)
        network, architecture = encoder.encoder_, encoder.architecture_
        maps = encode_images(network, architecture, pixels[None], deepest, name=name)
        with torch.inference_mode(), full_precision():
            saliency: NDArray[np.float32] = self.decoder_(maps, pixels.shape[:2])[0].cpu().numpy()
        return saliency


def _train(
    decoder_choice: DecoderChoice,
    encoder: FlimEncoder,
    images: Sequence[NDArray[Any]],
    masks: Sequence[NDArray[Any] | None] | None,
    object_classes: Sequence[int],
    maxima: Sequence[float] | None,
) -> DecoderChoice:
    """Return the choice with weights and bias trained on the images that have a mask."""
    if masks is None or len(masks) != len(images):
        given = "no masks" if masks is None else f"{len(masks)} masks for {len(images)} images"
        raise InputError(
            f"decoder {decoder_choice.id!r} is trained on masks, and there are {given}; pass "
            "masks, with None for images without one, or choose another decoder"
        )
    maps, truths = [], []
    for index, (image, mask) in enumerate(zip(images, masks, strict=True)):
        if mask is None:
            continue
        labels = np.asarray(mask)
        if labels.shape != np.asarray(image).shape[:2]:
            raise InputError(
                f"mask {index}: has shape {labels.shape} and its image {np.asarray(image).shape}; "
                "give one label per pixel"
            )
        maps.append(torch.from_numpy(encoder.transform(np.asarray(image), decoder_choice.block)))
        objects = (
            [labels > 0]
            if len(object_classes) == 1
            else [labels == class_id for class_id in object_classes]
        )
        truths.append(torch.from_numpy(np.stack(objects)))
    weights, bias = train_pointwise(maps, truths, maxima=maxima)
    return decoder_choice.with_(weights=weights, bias=bias)


def _learn(
    decoder_choice: DecoderChoice,
    encoder: FlimEncoder,
    images: Sequence[NDArray[Any]],
    markers: Sequence[Sequence[Disk | Stroke | Pixels]],
    object_classes: Sequence[int],
) -> DecoderChoice:
    """Return the choice with weights and bias learned from the markers."""
    learned = learn_marker_decoder(
        encoder.encoder_,
        encoder.architecture_,
        _training_images(images, markers),
        encoder.kernel_classes_,
        object_classes,
        decoder_choice.blocks,
    )
    return decoder_choice.with_(weights=learned.weights, bias=learned.bias)


def _training_scale(
    decoder_choice: DecoderChoice,
    encoder: FlimEncoder,
    images: Sequence[NDArray[Any]],
    markers: Sequence[Sequence[Disk | Stroke | Pixels]],
    object_classes: Sequence[int],
) -> TrainingScale:
    encoded = encoded_parts(
        encoder.encoder_,
        encoder.architecture_,
        _training_images(images, markers),
        decoder_choice.blocks,
    )
    return TrainingScale(encoded, encoder.kernel_classes_, object_classes)


def _training_images(
    images: Sequence[NDArray[Any]], markers: Sequence[Sequence[Disk | Stroke | Pixels]]
) -> list[TrainingImage]:
    """Return the marked images in [0, 1]."""
    return [
        TrainingImage(
            f"{index:09}", scale_image(np.atleast_3d(image), name=f"image {index}"), drawn
        )
        for index, (image, drawn) in enumerate(zip(images, markers, strict=True))
        if drawn
    ]
