"""Classify three textures by the features of a learned encoder, with scikit-learn.

    python docs/examples/sklearn_pipeline.py

The textures come with scikit-image: brick, grass and gravel, from CC0Textures.
"""

import numpy as np
from skimage import data
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import flimbuilder as fb

SIDE = 64  # of a tile, in pixels


def tiles(picture: np.ndarray) -> list[np.ndarray]:
    """Cut a picture into tiles, row by row."""
    rows = [picture[row : row + SIDE] for row in range(0, len(picture), SIDE)]
    return [row[:, col : col + SIDE] for row in rows for col in range(0, row.shape[1], SIDE)]


def main() -> float:
    """Return the mean accuracy of five folds."""
    textures = [tiles(picture) for picture in (data.brick(), data.grass(), data.gravel())]

    # An expert draws a disk on the first tile of each texture. Those tiles are not used again.
    marked = [cut.pop(0) for cut in textures]
    markers = [
        [fb.Disk(id=1, class_id=class_id, center=(SIDE / 2, SIDE / 2), radius=25)]
        for class_id in range(len(marked))
    ]
    block = fb.Block(kernels_per_marker=8, pooling=fb.Pooling(size=3, stride=2))
    encoder = fb.FlimEncoder(fb.Architecture(blocks=(block, block)), random_state=0)
    encoder.fit(marked, markers)

    images = [tile for cut in textures for tile in cut]
    labels = np.repeat(["brick", "grass", "gravel"], [len(cut) for cut in textures])
    pipeline = make_pipeline(
        fb.FlimFeatures(encoder, statistics=("mean", "std")),
        StandardScaler(),
        LogisticRegression(max_iter=1000),
    )
    scores = cross_val_score(pipeline, images, labels, cv=5)
    names = pipeline[0].get_feature_names_out()
    print(f"{len(images)} tiles, {len(names)} features: {names[0]}, {names[1]}, ...")
    print(f"accuracy {scores.mean():.3f} +- {scores.std():.3f} over {len(scores)} folds")
    return float(scores.mean())


if __name__ == "__main__":
    main()
