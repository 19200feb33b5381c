"""Training: what is trained, kept, stopped, resumed, and refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import Cancelled, InputError, LearnError
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.tasks.finetuning import training as training_module
from flimbuilder.tasks.finetuning.augmentation import NO_AUGMENTATION
from flimbuilder.tasks.finetuning.losses import mask_loss
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings
from flimbuilder.tasks.finetuning.training import train
from flimbuilder.tasks.finetuning.views import ViewDrawer
from tests.scenes import one_thread

ARCHITECTURE = Architecture(
    blocks=(Block(kernels=4, pooling=Pooling(size=3, stride=2)), Block(kernels=6)),
    standardise="standard",
)
QUICK = TrainingSettings(epochs=6, frozen_epochs=2, warm_up=1, rate=1e-2, checkpoint_every=2)
SIDE = 32


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


def a_network(seed: int = 0) -> UShapedNetwork:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        encoder = Encoder(3, [4, 6], ARCHITECTURE.model_dump())
    return UShapedNetwork(encoder, seed=seed)


def a_sample(seed: int, *, marked: bool = False) -> TrainingSample:
    """Return noise with a bright square, and its mask or a few marked pixels of it."""
    rng = np.random.default_rng(seed)
    pixels, truth = rng.random((3, SIDE, SIDE)) * 0.4, np.zeros((1, SIDE, SIDE), np.uint8)
    row, col = rng.integers(2, SIDE - 14, 2)
    truth[0, row : row + 12, col : col + 12] = 1
    judged = None
    if marked:
        judged = torch.zeros(SIDE, SIDE, dtype=torch.uint8)
        judged[row + 4 : row + 8, col + 4 : col + 8] = 1
        judged[:2] = 1
    images = torch.from_numpy((pixels + 0.5 * truth).astype(np.float32))
    return TrainingSample(f"{seed}.png", images, torch.from_numpy(truth), judged)


SAMPLES = [a_sample(seed) for seed in range(3)]
VALIDATION = [a_sample(9)]


def state_of(network: UShapedNetwork) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(tensor, second[name]) for name, tensor in first.items())


def measures(epochs: list[Epoch]) -> list[Epoch]:
    return [replace(epoch, seconds=0) for epoch in epochs]


def test_training_learns_squares_from_masks() -> None:
    network = a_network()
    settings = replace(QUICK, epochs=20, patience=None, rate=5e-2, encoder_rate=1e-2)
    epochs = list(train(network, SAMPLES, VALIDATION, settings=settings))
    assert epochs[-1].loss < 0.6 * epochs[0].loss
    assert max(epoch.validation_dice or 0 for epoch in epochs) > 0.6
    assert not network.training


def test_training_learns_squares_from_markers() -> None:
    network, settings = a_network(), replace(QUICK, epochs=15, loss="markers")
    marked = [a_sample(seed, marked=True) for seed in range(3)]
    list(train(network, marked, settings=settings))
    with torch.inference_mode():
        found = network(SAMPLES[0].pixels[None]) > 0
    truth = SAMPLES[0].truth[None] > 0
    assert 2 * (found & truth).sum() / (found.sum() + truth.sum()) > 0.6


def test_the_encoder_is_frozen_at_first() -> None:
    network = a_network()
    first = state_of(network)
    training = train(network, SAMPLES, settings=QUICK)
    for epoch in training:
        now = state_of(network)
        changed = {name for name in now if not torch.equal(now[name], first[name])}
        assert epoch.phase == ("decoder" if epoch.number <= 2 else "all")
        assert any(name.startswith("decoder.") for name in changed)
        assert any(name.startswith("encoder.") for name in changed) == (epoch.number > 2)
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_the_same_seed_gives_the_same_bytes() -> None:
    networks = [a_network(), a_network(), a_network()]
    seeds = (0, 0, 1)
    epochs = [
        list(train(network, SAMPLES, VALIDATION, settings=replace(QUICK, seed=seed, batch=2)))
        for network, seed in zip(networks, seeds, strict=True)
    ]
    states = [state_of(network) for network in networks]
    assert same(states[0], states[1])
    assert not same(states[0], states[2])
    assert measures(epochs[0]) == measures(epochs[1])


@pytest.mark.parametrize("stop_after", [1, 2, 3])
@pytest.mark.parametrize("validation", [[], VALIDATION])
def test_resumed_training_gives_the_bytes_of_an_uninterrupted_one(
    tmp_path: Path, stop_after: int, validation: list[TrainingSample]
) -> None:
    whole, interrupted, resumed = a_network(), a_network(), a_network()
    expected = list(train(whole, SAMPLES, validation, settings=QUICK))
    checkpoint = tmp_path / "eggs.checkpoint"
    first = train(interrupted, SAMPLES, validation, settings=QUICK, checkpoint=checkpoint)
    for _ in range(stop_after):
        next(first)
    first.close()
    epochs = list(
        train(resumed, SAMPLES, validation, settings=QUICK, checkpoint=checkpoint, resume=True)
    )
    assert measures(epochs) == measures(expected)
    assert same(state_of(resumed), state_of(whole))


def test_cancelling_within_an_epoch_keeps_the_last_complete_one(tmp_path: Path) -> None:
    checkpoint, calls = tmp_path / "eggs.checkpoint", []

    def cancel(stage: str, done: int, total: int) -> None:
        calls.append((stage, done, total))
        if len(calls) == 7:  # in the second epoch
            raise Cancelled

    with pytest.raises(Cancelled):
        list(
            train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint, on_progress=cancel)
        )
    assert calls[0] == ("training", 0, 3)
    expected, resumed = a_network(), a_network()
    list(train(expected, SAMPLES, settings=QUICK))
    epochs = train(resumed, SAMPLES, settings=QUICK, checkpoint=checkpoint, resume=True)
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert same(state_of(resumed), state_of(expected))


def test_the_best_weights_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    network, states = a_network(), []
    dices = iter([0.2, 0.7, 0.7, 0.3, 0.1, 0.1])
    losses = iter([0.5, 0.4, 0.4, 0.6, 0.6, 0.6])
    monkeypatch.setattr(
        training_module._Training, "_validate", lambda run: (next(losses), next(dices))
    )
    epochs = []
    for epoch in train(network, SAMPLES, VALIDATION, settings=QUICK):
        epochs.append(epoch)
        states.append(state_of(network))
    assert [epoch.is_best for epoch in epochs] == [True, True, False, False, False, False]
    assert same(state_of(network), states[1])


def test_the_best_weights_of_before_a_stop_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        training_module._Training, "_validate", lambda run: (0.5, 0.1 if run.epochs else 0.9)
    )
    network, resumed, checkpoint = a_network(), a_network(), tmp_path / "eggs.checkpoint"
    first = train(network, SAMPLES, VALIDATION, settings=QUICK, checkpoint=checkpoint)
    next(first)
    best = state_of(network)
    next(first)
    first.close()
    assert same(state_of(network), best)
    list(train(resumed, SAMPLES, VALIDATION, settings=QUICK, checkpoint=checkpoint, resume=True))
    assert same(state_of(resumed), best)


def test_patience_counts_after_the_frozen_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_module._Training, "_validate", lambda run: (0.5, 0.5))
    settings = replace(QUICK, epochs=30, frozen_epochs=4, patience=3)
    epochs = list(train(a_network(), SAMPLES, VALIDATION, settings=settings))
    assert len(epochs) == 7
    unending = replace(settings, epochs=9, patience=None)
    assert len(list(train(a_network(), SAMPLES, VALIDATION, settings=unending))) == 9


def test_an_infinite_loss_is_one_clear_line() -> None:
    network = a_network()
    with torch.no_grad():
        network.decoder.head.weight.fill_(float("inf"))
    with pytest.raises(LearnError, match=r"epoch 1: the loss is nan.*smaller rates than 0\.01"):
        list(train(network, SAMPLES, settings=QUICK))


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        ([], "no image to train on"),
        ([replace(SAMPLES[0], pixels=torch.rand(1, SIDE, SIDE))], "has 1 channel.* reads 3"),
        ([replace(SAMPLES[0], truth=torch.zeros(1, 5, 5))], "0.png: image and truth differ"),
        ([replace(SAMPLES[0], truth=torch.zeros(1, SIDE, SIDE))], "show no object"),
        (
            [replace(SAMPLES[0], judged=torch.zeros(SIDE, SIDE, dtype=torch.uint8))],
            "no pixel of the training images is marked",
        ),
    ],
)
def test_unusable_images_are_named(samples: list[TrainingSample], problem: str) -> None:
    with pytest.raises((InputError, LearnError), match=problem):
        next(train(a_network(), samples, settings=QUICK))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"settings": replace(QUICK, rate=1e-3)}, "written with rate 0.01, not 0.001"),
        (
            {"settings": replace(QUICK, augmentation=NO_AUGMENTATION)},
            "with augmentation flips True",
        ),
        ({"samples": SAMPLES[:2]}, "belongs to other images"),
        ({"network": 1}, "belongs to other images, masks or another model"),
        ({"content": b"no checkpoint"}, "is damaged"),
        ({"content": None}, "there is no checkpoint"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    checkpoint = tmp_path / "eggs.checkpoint"
    first = train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint)
    next(first)
    first.close()
    if "content" in change:
        checkpoint.unlink()
        if change["content"]:
            checkpoint.write_bytes(change["content"])  # type: ignore[arg-type]
    training = train(
        a_network(change.get("network", 0)),  # type: ignore[arg-type]
        change.get("samples", SAMPLES),  # type: ignore[arg-type]
        settings=change.get("settings", QUICK),  # type: ignore[arg-type]
        checkpoint=checkpoint,
        resume=True,
    )
    with pytest.raises(InputError, match=problem) as caught:
        next(training)
    assert "without --resume" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_checkpoint_of_other_layers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = tmp_path / "eggs.checkpoint"
    first = train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint)
    next(first)
    first.close()
    other = a_network()
    monkeypatch.setattr(other, "load_state_dict", torch.nn.Linear(1, 1).load_state_dict)
    with pytest.raises(InputError, match="of a network with other layers; start anew"):
        next(train(other, SAMPLES, settings=QUICK, checkpoint=checkpoint, resume=True))


def test_a_damaged_byte_of_a_checkpoint_is_noticed(tmp_path: Path) -> None:
    checkpoint = tmp_path / "eggs.checkpoint"
    first = train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint)
    next(first)
    first.close()
    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    checkpoint.write_bytes(content)
    resumed = train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint, resume=True)
    with pytest.raises(InputError, match="is damaged"):
        next(resumed)


def test_resuming_may_add_epochs(tmp_path: Path) -> None:
    checkpoint = tmp_path / "eggs.checkpoint"
    list(train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint))
    longer, expected = replace(QUICK, epochs=8), a_network()
    resumed = a_network()
    list(train(resumed, SAMPLES, settings=longer, checkpoint=checkpoint, resume=True))
    list(train(expected, SAMPLES, settings=longer))
    assert same(state_of(resumed), state_of(expected))
    with pytest.raises(InputError, match="has 8 epochs, not 6; give more epochs"):
        next(train(a_network(), SAMPLES, settings=QUICK, checkpoint=checkpoint, resume=True))


def test_parts_of_large_images_are_standardised_as_the_whole() -> None:
    settings = replace(QUICK, crop=16, augmentation=NO_AUGMENTATION)
    network = a_network()
    drawer = ViewDrawer([SAMPLES[0]], settings, network.encoder, torch.device("cpu"))
    (batch,) = drawer.batches(1)
    assert batch.images.shape == (1, 3, 16, 16)
    whole = network.encoder.prepare(SAMPLES[0].pixels[None])
    part = network.encoder.prepare(batch.images, batch.statistics)
    windows = whole.unfold(2, 16, 1).unfold(3, 16, 1)  # every part
    distances = (windows - part[:, :, None, None]).abs().amax(dim=(1, 4, 5))
    assert distances.min() < 1e-4


def test_half_precision_trains_and_judges_in_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a GPU, by the CPU's autocast."""
    types = []

    def remember(
        logits: torch.Tensor, truth: torch.Tensor, judged: torch.Tensor | None
    ) -> torch.Tensor:
        loss = mask_loss(logits, truth, judged)
        types.append((logits.dtype, loss.dtype))
        return loss

    monkeypatch.setitem(training_module.LOSSES, "masks", remember)
    monkeypatch.setattr(
        training_module._Training,
        "_precision",
        lambda run: torch.autocast("cpu", torch.bfloat16),
    )
    network = a_network()
    epochs = list(train(network, SAMPLES, VALIDATION, settings=replace(QUICK, epochs=2)))
    assert set(types) == {(torch.bfloat16, torch.float32)}
    assert epochs[1].loss < epochs[0].loss
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}


def test_images_of_any_sizes_share_an_epoch() -> None:
    tall = TrainingSample("tall.png", torch.rand(3, 40, 20), torch.ones(1, 40, 20))
    settings = replace(QUICK, epochs=2, batch=2)
    drawer = ViewDrawer([*SAMPLES, tall], settings, a_network().encoder, torch.device("cpu"))
    shapes = [tuple(batch.images.shape) for batch in drawer.batches(1)]
    assert sum(shape[0] for shape in shapes) == 4
    assert drawer.n_batches(1) == len(shapes) == 3
    epochs = list(train(a_network(), [*SAMPLES, tall], [tall], settings=settings))
    assert all(np.isfinite(epoch.loss) for epoch in epochs)


def test_masked_and_marked_images_share_a_batch() -> None:
    mixed = [SAMPLES[0], a_sample(1, marked=True)]
    settings = replace(QUICK, batch=2)
    (batch,) = ViewDrawer(mixed, settings, a_network().encoder, torch.device("cpu")).batches(1)
    assert batch.judged is not None
    shares = sorted(batch.judged.float().mean(dim=(1, 2, 3)).tolist())
    assert shares[1] == 1 > shares[0]
