"""Learn an encoder from eight strokes on one picture, and find the coins in it.

    python docs/examples/learn_and_predict.py

The picture comes with scikit-image: Greek coins from Pompeii, Brooklyn Museum Collection.
"""

import numpy as np
import torch
from skimage import data, filters, measure

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


def main() -> int:
    """Return how many coins were found."""
    image = data.coins()
    markers = [
        fb.Stroke(id=number, class_id=class_id, radius=radius, points=points)
        for number, (class_id, radius, points) in enumerate(STROKES, start=1)
    ]
    pooling = fb.Pooling(kind="max", size=3, stride=1)
    block = fb.Block(kernels_per_marker=5, representative="medoid", pooling=pooling)
    architecture = fb.Architecture(blocks=(block.with_(kernels=8), block.with_(kernels=16)))

    encoder = fb.FlimEncoder(architecture, random_state=0).fit([image], [markers])
    parameters = sum(one.numel() for one in encoder.encoder_.parameters())
    print(f"learned {parameters} parameters from {len(markers)} strokes")

    maps = encoder.transform(image)
    classes = [kernel.class_id for kernel in encoder.blocks_[-1].kernels]
    decoder = fb.make_decoder("mb", classes, [COIN])
    saliency = decoder(torch.from_numpy(maps)[None], image.shape)[0, 0].numpy()
    print(f"decoded {len(maps)} activation maps; saliency from 0 to {saliency.max():.0f}")

    mask = saliency > filters.threshold_otsu(saliency)
    coins = [one for one in measure.regionprops(measure.label(mask)) if one.area > 400]
    print(f"found {len(coins)} coins of 24, of {np.mean([one.area for one in coins]):.0f} pixels")
    return len(coins)


if __name__ == "__main__":
    main()
