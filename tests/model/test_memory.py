"""Tests of the peak memory of the process."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from flimbuilder.model import memory
from flimbuilder.model.memory import bytes_to_predict, peak_rss_mb, tile_side
from tests.learned_models import learned_model

pytestmark = pytest.mark.slow

TAKE_100_MB = """
import numpy
from flimbuilder.model.memory import peak_rss_mb

before = peak_rss_mb()
taken = numpy.ones(100 * 10**6 // 8)
print(before, peak_rss_mb())
del taken
print(peak_rss_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the parent's memory may count")
def test_the_peak_counts_this_process_and_not_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", TAKE_100_MB], capture_output=True, check=True)
    before, during, after = map(float, done.stdout.split())
    assert 5 < before < 150 < peak_rss_mb()
    assert 95 < during - before < 130
    assert 95 < after - before < 130


def test_without_proc_it_comes_from_getrusage(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("resource")
    known = peak_rss_mb()
    monkeypatch.setattr(memory, "STATUS", tmp_path / "nowhere")
    assert peak_rss_mb() > 0.9 * known > 0


def test_it_is_nan_if_the_system_does_not_report_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "STATUS", tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert math.isnan(peak_rss_mb())


PREDICT = """
import sys
import numpy
from flimbuilder.model.memory import bytes_to_predict, peak_rss_mb
from flimbuilder.model.model import load_model

model = load_model(sys.argv[1])
image = numpy.random.default_rng(0).random((900, 900, 3), dtype=numpy.float32)
model.saliency(image[:64, :64])
before = peak_rss_mb()
model.saliency(image)
print((peak_rss_mb() - before) * 1e6, bytes_to_predict(model.document, image.shape,
                                                       model.document.decoder))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is not that exact")
@pytest.mark.parametrize("decoder", ["ml", "mb"])
def test_the_estimate_of_a_prediction_holds(decoder: str, tmp_path: Path) -> None:
    learned_model(decoder=decoder, fused=(1, 2)).write(tmp_path / "M")
    words = [sys.executable, "-c", PREDICT, str(tmp_path / "M")]
    done = subprocess.run(words, capture_output=True, check=True)
    used, estimate = map(float, done.stdout.split())
    assert estimate / 5 < used < estimate


def test_a_joint_decoder_takes_less_than_others() -> None:
    joint, average = (learned_model(decoder=name, fused=(1, 2)).document for name in ("ml", "mb"))
    shape, least = (500, 500, 3), 10**6
    needs = [bytes_to_predict(document, shape, document.decoder) for document in (joint, average)]
    assert needs[0] < needs[1]
    sides = [tile_side(document, document.decoder, least) for document in (joint, average)]
    assert sides[0] > sides[1]
