"""Small images of known classes."""

import numpy as np

from tests.learned_models import image

SIDES = (20, 24)


def labelled_images(
    n_images: int = 18, n_classes: int = 3, sides: tuple[int, int] = SIDES
) -> tuple[list[np.ndarray], list[str]]:
    """Return images whose brightness depends on their class, and the names of the classes."""
    images, labels = [], []
    for number in range(n_images):
        class_id = number % n_classes
        images.append((image(seed=number, sides=sides) * (0.4 + 0.3 * class_id)).astype("f4"))
        labels.append(f"class {class_id}")
    return images, labels


def labelled_features(
    n_images: int = 60, n_classes: int = 3, d: int = 6, apart: float = 1.5, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return features of overlapping classes, and their numbers."""
    rng = np.random.default_rng(seed)
    truth = np.arange(n_images) % n_classes
    middles = apart * rng.normal(size=(n_classes, d))
    return (middles[truth] + rng.normal(size=(n_images, d))).astype("f4"), truth
