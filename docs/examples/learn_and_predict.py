"""Learn an encoder from eight strokes on one picture, and find the coins in it.

    python docs/examples/learn_and_predict.py

The picture comes with scikit-image: Greek coins from Pompeii, Brooklyn Museum Collection.
"""

from collections.abc import Sequence

import numpy as np
from skimage import data, measure

import flimbuilder as fb

COIN, GROUND = 1, 0
STROKES = (  # class, radius in pixels, points (row, column)
    (COIN, 4, ((46, 33), (57, 41), (63, 53))),
    (COIN, 2, ((50, 175), (57, 174), (63, 170), (68, 164))),
    (COIN, 4, ((45, 266), (50, 272), (57, 283))),
    (COIN, 4, ((44, 312), (55, 317), (58, 324))),
    (GROUND, 5, ((10, 20), (12, 60), (13, 110))),
    (GROUND, 3, ((40, 73), (60, 73))),
    (GROUND, 3, ((12, 290), (40, 298), (55, 301), (77, 298), (78, 284))),
    (GROUND, 3, ((225, 20), (227, 90), (229, 180))),
)


def main(kernel_edits: Sequence[fb.KernelEdit] = ()) -> fb.FlimSegmenter:
    """Learn, find the coins, and return the segmenter."""
    image = data.coins()
    markers = [
        fb.Stroke(id=number, class_id=class_id, radius=radius, points=points)
        for number, (class_id, radius, points) in enumerate(STROKES, start=1)
    ]
    pooling = fb.Pooling(kind="max", size=3, stride=1)
    block = fb.Block(kernels_per_marker=5, representative="medoid", pooling=pooling)
    architecture = fb.Architecture(blocks=(block.with_(kernels=8), block.with_(kernels=16)))

    segmenter = fb.FlimSegmenter(
        fb.FlimEncoder(architecture, kernel_edits=kernel_edits, random_state=0),
        decoder="mb",
        delineation=fb.Delineation(area=(400, 10_000)),  # of a coin, in pixels
    )
    segmenter.fit([image], [markers])
    encoder = segmenter.encoder_.encoder_
    parameters = sum(parameter.numel() for parameter in encoder.parameters())
    print(f"learned {parameters} parameters from {len(markers)} strokes")

    saliency = segmenter.predict_saliency(image)[0]
    print(f"saliency from {saliency.min():.0f} to {saliency.max():.0f}")
    areas = [coin.area for coin in measure.regionprops(measure.label(segmenter.predict(image)))]
    print(f"found {len(areas)} coins of 24, of {np.mean(areas):.0f} pixels")
    return segmenter


if __name__ == "__main__":
    main()
