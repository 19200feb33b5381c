"""Inference on many images: batches, and what happens if memory is short."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from flimbuilder.errors import ImageError
from flimbuilder.flim import encode
from flimbuilder.flim.network import FlimBlock
from flimbuilder.model.inference import ACCELERATOR_BATCH, Inference, InferredImage
from flimbuilder.model.model import CPU, Model
from flimbuilder.project.decoding import DecoderChoice
from tests.cramped import cramped, out_of_memory
from tests.learned_models import image, learned_model

SMALL, WIDE, LARGE = (23, 31), (23, 40), (46, 62)


@dataclass(frozen=True, eq=False)
class Loaded:
    path: Path
    pixels: NDArray[np.float32]


def loaded(*sides: tuple[int, int]) -> list[Loaded]:
    return [
        Loaded(Path(f"dir/{number}.png"), image(seed=number, sides=size))
        for number, size in enumerate(sides)
    ]


@pytest.fixture(scope="module")
def model() -> Model:
    return learned_model(decoder="mb")


def run(model: Model, images: Sequence[Loaded], **options: Any) -> list[InferredImage[Loaded]]:
    decoder_choices = [model.resolve(None), model.choose("lm", 1)]
    return list(Inference[Loaded](model, decoder_choices, **options).run(images))


def require_same(
    inferred: Sequence[InferredImage[Loaded]],
    model: Model,
    images: Sequence[Loaded],
    atol: float = 0.0,
) -> None:
    """Assert that each image was encoded and decoded as if alone, in the same order."""
    assert [result.image for result in inferred] == list(images)
    for result in inferred:
        maps = model.encode(result.image.pixels)
        assert set(result.saliency) == {model.resolve(None), model.choose("lm", 1)}
        for decoder_choice, saliency in result.saliency.items():
            expected = model.decode(maps, result.image.pixels.shape[:2], decoder_choice)
            np.testing.assert_allclose(saliency, expected, rtol=0, atol=atol)


def test_one_by_one_on_the_cpu(model: Model) -> None:
    images = loaded(SMALL, SMALL, WIDE)
    elsewhere, memory = cramped(model, float("inf"))
    require_same(run(replace(elsewhere, device=CPU), images), model, images)
    assert [count for count, _ in memory.asked] == [1, 1, 1]


def test_consecutive_images_of_one_size_share_a_batch(model: Model) -> None:
    images = loaded(*[SMALL] * 5, WIDE, WIDE, SMALL)
    elsewhere, memory = cramped(model, float("inf"))
    require_same(run(elsewhere, images, batch=3), model, images, atol=1e-5)
    assert [count for count, _ in memory.asked] == [3, 2, 2, 1]


def test_an_accelerator_takes_several(model: Model) -> None:
    elsewhere, _ = cramped(model, float("inf"))
    decoder_choices = [elsewhere.resolve(None)]
    assert Inference[Loaded](elsewhere, decoder_choices).batch == ACCELERATOR_BATCH
    assert Inference[Loaded](model, decoder_choices).batch == 1


def test_no_more_blocks_than_needed_unless_maps_are_asked_for(model: Model) -> None:
    images, decoder_choice = loaded(SMALL, SMALL), DecoderChoice(id="lm", block=1)
    (plain, _) = Inference[Loaded](model, [decoder_choice]).run(images)
    assert plain.maps == ()
    for batch in (1, 2):
        inference = Inference[Loaded](model, [decoder_choice], maps=True, batch=batch)
        (_, second) = inference.run(images)
        expected = model.encode(images[1].pixels)
        assert len(second.maps) == len(expected) == 2
        for maps, expected_maps in zip(second.maps, expected, strict=True):
            np.testing.assert_allclose(maps, expected_maps[0].numpy(), rtol=0, atol=1e-5)


def test_it_reads_no_more_images_than_it_needs(model: Model) -> None:
    pulled: list[Loaded] = []

    def images() -> Iterator[Loaded]:
        for item in loaded(*[SMALL] * 5):
            pulled.append(item)
            yield item

    results = Inference[Loaded](model, [model.resolve(None)], batch=2).run(images())
    for taken in range(1, 5):
        next(results)
        assert len(pulled) == 2 * ((taken + 1) // 2)


# Memory


def test_out_of_memory_halves_the_batch(model: Model) -> None:
    images, notes = loaded(*[SMALL] * 11), list[str]()
    elsewhere, memory = cramped(model, room=3 * 23 * 31)
    require_same(run(elsewhere, images, batch=8, on_note=notes.append), model, images, atol=1e-5)
    assert [count for count, _ in memory.asked] == [8, 4, 2, 2, 2, 2, 2, 1]
    assert notes == [
        "device cpu:0 is out of memory with 8 images at once; going on with 4",
        "device cpu:0 is out of memory with 4 images at once; going on with 2",
    ]


def test_an_image_too_large_is_left_to_the_cpu(model: Model) -> None:
    """So are images of its size or larger; the others stay on the accelerator."""
    images, notes = loaded(SMALL, LARGE, LARGE, SMALL, SMALL, LARGE), list[str]()
    elsewhere, memory = cramped(model, room=2 * 23 * 31)
    require_same(run(elsewhere, images, batch=4, on_note=notes.append), model, images, atol=1e-5)
    small, large = 23 * 31, 46 * 62
    assert memory.asked == [(1, small), (2, large), (1, large), (1, small), (1, small)]
    assert notes == [
        "device cpu:0 is out of memory with 2 images at once; going on with 1",
        "1.png: too large for the memory of device cpu:0; computed on the CPU, as all images of "
        "its size or larger",
    ]


@pytest.mark.parametrize(
    "error",
    [
        out_of_memory,
        lambda: MemoryError("Unable to allocate 4 GiB"),
        lambda: RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't"),
        lambda: RuntimeError("CUDA error: out of memory"),
        lambda: RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    ],
)
def test_an_image_too_large_for_the_cpu_is_named(
    model: Model, error: Callable[[], Exception]
) -> None:
    elsewhere, _ = cramped(model, room=0, error=error)
    with pytest.raises(ImageError, match=r"^dir/0\.png: there is not enough .* 23 x 31 pixels;"):
        run(replace(elsewhere, device=CPU), loaded(SMALL))


def test_the_error_of_torch_if_cpu_memory_is_short() -> None:
    """A petabyte is more than any system has."""
    with pytest.raises(RuntimeError, match="DefaultCPUAllocator"):
        torch.empty(2**50, dtype=torch.uint8)


def test_other_errors_are_left_alone(model: Model) -> None:
    elsewhere, memory = cramped(model, room=0, error=lambda: RuntimeError("shapes differ"))
    with pytest.raises(RuntimeError, match="shapes differ"):
        run(elsewhere, loaded(SMALL, SMALL))
    assert len(memory.asked) == 1


def test_images_before_an_error_come_out_first(model: Model) -> None:
    """Even if they would share a batch with the faulty image."""
    images = loaded(SMALL, SMALL)

    def broken() -> Iterator[Loaded]:
        yield from images
        raise ImageError("2.png: is damaged")

    results = Inference[Loaded](model, [model.resolve(None)], batch=8).run(broken())
    assert [next(results).image, next(results).image] == images
    with pytest.raises(ImageError, match=r"2\.png: is damaged"):
        next(results)


def test_an_image_that_the_encoder_cannot_read_is_named(model: Model) -> None:
    grey = Loaded(Path("grey.png"), image(channels=1))
    with pytest.raises(ImageError, match=r"grey\.png: has 1 channels and the encoder reads 3"):
        run(model, [grey])


def test_the_marker_learned_decoder_takes_a_single_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    model = learned_model(decoder="ml")
    (large,) = loaded(LARGE)
    ran: list[FlimBlock] = []
    run_block = encode._run_block

    def counted(block: FlimBlock, maps: torch.Tensor) -> torch.Tensor:
        ran.append(block)
        return run_block(block, maps)

    monkeypatch.setattr(encode, "_run_block", counted)
    list(Inference[Loaded](model, [model.resolve(None)]).run([large]))
    assert len(ran) == len(set(ran)) == len(model.document.blocks)
