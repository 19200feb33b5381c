"""Time of each delineation method on one image of 400 x 400 with objects of an egg's size.

Run with ``OMP_NUM_THREADS=1 python -m pytest benchmarks/bench_delineate.py --benchmark-only``.
``few`` has one object, ``many`` has nine; ``uncertain`` is blurred noise, whose saliency is
uncertain nearly everywhere: the worst case of methods with seeds by the saliency.
"""

import numpy as np
import pytest
import scipy
from conftest import SIDE, pictures
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.analysis.delineate import delineate
from flimbuilder.project.decoding import Delineation

METHODS = ("none", "watershed", "random-walker", "dynamic-trees", "saliency-walker")
RADIUS = 35
CENTRES = {"few": [(200, 180)], "many": [(r, c) for r in (70, 200, 330) for c in (70, 200, 330)]}


def saliency_of(scene: str) -> NDArray[np.float32]:
    if scene == "uncertain":
        noise = np.random.default_rng(0).standard_normal((SIDE, SIDE))
        odds = scipy.ndimage.gaussian_filter(noise, 6)
        odds *= 4 / odds.std()
    else:
        row, column = np.mgrid[:SIDE, :SIDE]
        away = np.min([np.hypot(row - r, column - c) for r, c in CENTRES[scene]], axis=0)
        odds = np.clip(4 * (RADIUS - away), -60, 40)
    return scipy.special.expit(odds).astype(np.float32)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scene", ["few", "many", "uncertain"])
def bench_delineate(benchmark: BenchmarkFixture, scene: str, method: str) -> None:
    benchmark.group = f"delineate {scene}"
    saliency, image = saliency_of(scene), pictures()[0]
    settings = Delineation(threshold=0.5, area=(100, SIDE**2), method=method)
    mask = benchmark.pedantic(
        delineate, args=(saliency, settings, image), rounds=5, iterations=1, warmup_rounds=1
    )
    assert mask.any()
