"""Learning rates by hand, and the checks of settings."""

import pytest

from flimbuilder.errors import InputError
from flimbuilder.tasks.finetuning.schedule import Schedule
from flimbuilder.tasks.finetuning.settings import TrainingSettings


def test_rates_of_the_encoder_by_hand() -> None:
    schedule = Schedule(frozen_epochs=2, rate=1e-3, encoder_rate=1e-4, warm_up=4)
    assert [schedule.is_frozen(epoch) for epoch in (1, 2, 3)] == [True, True, False]
    rates = [schedule.encoder_rate_at(epoch) for epoch in range(1, 9)]
    expected = [0, 0, 0.25e-4, 0.5e-4, 0.75e-4, 1e-4, 1e-4, 1e-4]
    assert rates == pytest.approx(expected)
    assert schedule.encoder_rate_at(3, 0.5) == pytest.approx(0.125e-4)


def test_without_warm_up_or_rate() -> None:
    assert Schedule(0, 1e-3, 1e-4, 0).encoder_rate_at(1, 0.01) == 1e-4
    assert Schedule(0, 1e-3, 0, 5).is_frozen(99)


def test_a_quarter_of_the_epochs_is_frozen() -> None:
    assert TrainingSettings(epochs=60).schedule.frozen_epochs == 15
    assert TrainingSettings(epochs=3).schedule.frozen_epochs == 0
    assert TrainingSettings(epochs=60, frozen_epochs=0).schedule.frozen_epochs == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0}, {"batch": 0}, {"crop": 8}, {"rate": 0.0}, {"rate": float("nan")},
        {"rate": 2.0}, {"encoder_rate": -1e-4}, {"loss": "boxes"}, {"seed": -1}, {"patience": 0},
        {"warm_up": -1.0}, {"checkpoint_every": 0}, {"frozen_epochs": -1},
    ],
)  # fmt: skip
def test_impossible_settings_are_named(wrong: dict[str, object]) -> None:
    ((name, value),) = wrong.items()
    with pytest.raises(InputError, match=name) as caught:
        TrainingSettings(**wrong)  # type: ignore[arg-type]
    assert repr(value) in str(caught.value)
    assert len(str(caught.value)) < 200
