"""Where next, without ground truth: which image to mark, and which places on it."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from flimbuilder.analysis.doubt import doubt
from flimbuilder.explain.guidance.coverage import describe_image, k_centre, medoid
from flimbuilder.explain.guidance.places import find_places
from flimbuilder.explain.guidance.suggestion import (
    GuidedImage,
    ImageSuggestion,
    ImageSummary,
    Suggestion,
)
from flimbuilder.project.project import ClassEntry

__all__ = ["IMAGE_EVIDENCE", "suggest_images", "suggest_places", "summarise"]

IMAGE_EVIDENCE = (
    "Which image comes next matters little in published tests; where you draw matters."
)


def summarise(image: GuidedImage) -> ImageSummary:
    """Summarise an image for :func:`suggest_images`."""
    uncertain = None
    if image.saliency is not None:
        thresholds = image.thresholds or (0.5,) * len(image.saliency)
        uncertain = doubt(image.saliency, thresholds)
    is_marked = any(marker.class_id is not None for marker in image.markers)
    return ImageSummary(image.id, describe_image(image.pixels), uncertain, is_marked)


def suggest_images(summaries: Sequence[ImageSummary], *, count: int = 3) -> list[ImageSuggestion]:
    """Suggest the images to mark next, best first.

    Without markers, the first image is the medoid of all images, and each further one is the
    farthest from those before. With a build, the images with the highest doubt come first. With
    markers and no build, the images come first that are the farthest from the marked ones.

    Parameters
    ----------
    summaries : sequence of ImageSummary
    count : int, default=3
    """
    if not summaries:
        return []
    if any(summary.doubt is not None for summary in summaries):
        return _least_certain(summaries, count)
    summaries = _comparable(summaries)
    features = np.stack([summary.features for summary in summaries])
    marked = np.array([summary.is_marked for summary in summaries])
    others = k_centre(features, count, features[marked]) if marked.any() else []
    chosen = []
    if not others:  # no image is marked, or there is no other
        first = medoid(features)
        others = k_centre(features, count - 1, features[[first]])
        text = "The most typical image: the sum of its distances to all others is the smallest."
        chosen = [ImageSuggestion(summaries[first].image, text)]
    text = "The most different in colour and texture from the images before it."
    chosen += [ImageSuggestion(summaries[index].image, text) for index in others]
    return chosen[:count]


def _comparable(summaries: Sequence[ImageSummary]) -> list[ImageSummary]:
    """Return the images of the most frequent number of channels."""
    lengths = Counter(len(summary.features) for summary in summaries)
    length = lengths.most_common(1)[0][0]
    return [summary for summary in summaries if len(summary.features) == length]


def _least_certain(summaries: Sequence[ImageSummary], count: int) -> list[ImageSuggestion]:
    known = [summary for summary in summaries if summary.doubt is not None]
    known.sort(key=lambda summary: (-(summary.doubt or 0), summary.is_marked, summary.image))
    return [
        ImageSuggestion(
            summary.image,
            f"Its mask depends most on the threshold (doubt {summary.doubt:.2f}).",
            summary.doubt,
        )
        for summary in known[:count]
    ]


def suggest_places(
    images: Sequence[GuidedImage],
    classes: Sequence[ClassEntry],
    *,
    count: int = 6,
    radius: float = 5.0,
) -> list[Suggestion]:
    """Suggest disks on the given images, best first.

    Parameters
    ----------
    images : sequence of GuidedImage
    classes : sequence of ClassEntry
        Of the project.
    count : int, default=6
        At most so many; fewer if there is no room between the markers.
    radius : float, default=5.0
        Of the disks, in pixels. It shrinks on objects that are smaller.
    """
    return find_places(images, classes, count, radius)
