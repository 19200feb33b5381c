"""Tiles on an accelerator: the order of reading, the pixels that arrive, and the same saliency.

The streams need an accelerator; all else runs on the CPU as well.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
import torch

from flimbuilder.errors import ImageError
from flimbuilder.flim.tile_plan import read_window
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.batches import runner
from flimbuilder.model.batches.accelerator import AcceleratorRunner, PixelStream, as_unit
from flimbuilder.model.batches.decode import LargeRequest, plan_of
from flimbuilder.model.batches.passes import pixel_reader
from flimbuilder.model.batches.runner import LocalRunner
from tests.model.batches.images import Pixels, decode, everything, noisy

CPU = torch.device("cpu")
on_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="no CUDA device to compare with"
)
KINDS = ["ml", "lm", "ts", "at", "lm fused"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_saliency_is_that_of_threads(model_of, kind):
    model, image = model_of(kind), noisy()
    read = pixel_reader(Pixels(image), "image.tif")
    with decode(model, Pixels(image), runner=AcceleratorRunner(read)) as saliency:
        found = everything(saliency)
    with decode(model, Pixels(image), runner=LocalRunner(read)) as saliency:
        np.testing.assert_allclose(found, everything(saliency), atol=4e-6)


@on_cuda
@pytest.mark.parametrize("kind", KINDS)
def test_the_saliency_on_an_accelerator_is_that_of_the_cpu(model_of, kind):
    model, image = model_of(kind), noisy()
    with decode(model, Pixels(image)) as saliency:
        expected = everything(saliency)
    found, there = [], model.on(torch.device("cuda"))
    for _ in range(2):
        with decode(there, Pixels(image)) as saliency:
            found.append(everything(saliency))
    np.testing.assert_allclose(found[0], expected, atol=1e-4)
    np.testing.assert_array_equal(found[0], found[1])


def test_a_network_on_an_accelerator_goes_there(model_of, monkeypatch):
    class Parameter:
        device = torch.device("meta")

    class Network:
        class encoder:
            parameters = staticmethod(lambda: iter([Parameter]))

    asked = []
    monkeypatch.setattr(
        AcceleratorRunner, "run", lambda self, *words: iter([asked.append(words), "outcome"][1:])
    )
    assert list(LocalRunner(lambda rows, cols: None).run(Network, "pass", "batches")) == [
        "outcome"
    ]
    assert asked == [(Network, "pass", "batches")]


def test_the_windows_are_those_of_the_tiles(model_of):
    model, image = model_of("lm"), noisy()
    read, windows = pixel_reader(Pixels(image), "image.tif"), []

    def note(rows, cols):
        windows.append((rows, cols))
        return read(rows, cols)

    request = LargeRequest(model, model.resolve(None), 10**6)
    plan = plan_of(request, image.shape[:2])
    with ThreadPoolExecutor(1) as pool:
        expected = [read_window(plan.tile(index)) for index in plan.indices.tolist()]
        stream = PixelStream(note, iter(expected), pool, CPU)
        for window in expected:
            pixels = stream(*window)
            np.testing.assert_array_equal(pixels.numpy(), scale_image(image[window]))
    assert windows == expected


def test_tiles_are_read_while_another_is_computed():
    third = Event()
    read = []

    def note(rows, cols):
        read.append(rows.start)
        if rows.start == 2:
            third.set()
        return np.zeros((1, 1, 1), np.uint8)

    windows = [(slice(at, at + 1), slice(0, 1)) for at in range(9)]
    with ThreadPoolExecutor(1) as pool:
        stream = PixelStream(note, iter(windows), pool, CPU)
        stream(*windows[0])
        assert third.wait(10)  # the first is in use, two are ahead
        pool.submit(int).result(10)
        assert read == [0, 1, 2]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_all_values_are_scaled_as_those_of_files(dtype):
    values = np.arange(np.iinfo(dtype).max + 1).astype(dtype).reshape(-1, 16, 1)
    with ThreadPoolExecutor(1) as pool:
        window = slice(0, len(values)), slice(0, 16)
        stream = PixelStream(lambda rows, cols: values, iter([window]), pool, CPU)
        np.testing.assert_array_equal(stream(*window).numpy(), scale_image(values))


def test_floats_arrive_as_they_are():
    stored = torch.rand(3, 4, 2)
    assert as_unit(stored) is stored


def test_what_reading_raises_ends_the_work(model_of):
    model, image = model_of("lm"), noisy()
    calls = []

    def read(rows, cols):
        calls.append(rows)
        if len(calls) > 12:
            raise ImageError("image.tif: ends early")
        return image[rows, cols]

    with (
        pytest.raises(ImageError, match="ends early"),
        decode(model, Pixels(image), runner=AcceleratorRunner(read)),
    ):
        pass


def test_batches_wait_for_results_to_be_taken():
    begun = []

    def compute(batch):
        begun.append(batch)
        return batch

    with ThreadPoolExecutor(2) as pool:
        outcomes = runner.taken_as_ready(pool, compute, iter(range(100)), 2)
        next(outcomes)
        pool.submit(int).result(10)
        assert len(begun) <= 3
        outcomes.close()
    assert len(begun) <= 3
