"""Adam equals torch's to the last bit, and leaves torch's compiler alone."""

import subprocess
import sys

import pytest
import torch
from torch import nn

from flimbuilder.tasks.finetuning.adam import Adam

WITHOUT_COMPILER = """
import sys, torch
from flimbuilder.tasks.finetuning.adam import Adam
value = torch.nn.Parameter(torch.ones(3))
optimiser = Adam([{"params": [value], "lr": 0.1}])
value.square().sum().backward()
optimiser.step()
assert "torch._dynamo" not in sys.modules
"""


def parameters() -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((4, 3), (5,))]


def groups(values: list[nn.Parameter]) -> list[dict[str, object]]:
    return [{"params": values[:1], "lr": 1e-2}, {"params": values[1:], "lr": 1e-4}]


def loss(values: list[nn.Parameter], step: int) -> torch.Tensor:
    return (values[0] * (step + 1)).sin().sum() + values[1].pow(4).mean()


def test_the_first_step_by_hand():
    value = nn.Parameter(torch.tensor([1.0, -2.0, 3.0]))
    optimiser = Adam([{"params": [value], "lr": 0.5}])
    (value * torch.tensor([2.0, -3.0, 0.0])).sum().backward()

    optimiser.step()

    # Both moments are unbiased: the gradient divided by its absolute value, times the rate.
    assert value.tolist() == pytest.approx([0.5, -1.5, 3.0])


def test_torchs_to_the_last_bit():
    own, expected = parameters(), parameters()
    ours, theirs = Adam(groups(own)), torch.optim.Adam(groups(expected))
    for step in range(12):
        if step == 6:  # the second group is frozen for some steps
            for values in (own, expected):
                values[1].requires_grad_(False)
        if step == 8:
            for optimiser, values in ((ours, own), (theirs, expected)):
                values[1].requires_grad_(True)
                optimiser.param_groups[1]["lr"] = 3e-3
        for optimiser, values in ((ours, own), (theirs, expected)):
            optimiser.zero_grad()
            loss(values, step).backward()
            optimiser.step()
    assert all(torch.equal(*pair) for pair in zip(own, expected, strict=True))


def test_a_state_goes_on_to_the_same_bits():
    values, other = parameters(), parameters()
    whole, half = Adam(groups(values)), Adam(groups(other))
    for step in range(4):
        for optimiser, own in ((whole, values), (half, other)):
            optimiser.zero_grad()
            loss(own, step).backward()
            optimiser.step()
    resumed = Adam(groups(other))
    resumed.load_state_dict(half.state_dict())
    for step in range(4, 8):
        for optimiser, own in ((whole, values), (resumed, other)):
            optimiser.zero_grad()
            loss(own, step).backward()
            optimiser.step()
    assert all(torch.equal(*pair) for pair in zip(values, other, strict=True))


@pytest.mark.slow
def test_torchs_compiler_is_not_imported():
    subprocess.run([sys.executable, "-P", "-c", WITHOUT_COMPILER], check=True)
