"""Adam, as in torch, but without importing torch's compiler, which takes seconds."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["Adam"]

BETAS = 0.9, 0.999
EPSILON = 1e-8


class Adam:
    """The optimiser of D. Kingma and J. Ba, arXiv 1412.6980, with torch's default settings.

    It has the interface of :class:`torch.optim.Optimizer` that training uses. The first use of
    torch's own imports its compiler, which holds the interpreter's lock for a second, so that the
    window would stand still.

    Parameters
    ----------
    groups : sequence of dict
        Each with ``params``, a list of parameters, and ``lr``, their learning rate, which may be
        changed between steps in :attr:`param_groups`.
    """

    def __init__(self, groups: Sequence[dict[str, Any]]) -> None:
        self.param_groups = [dict(group) for group in groups]
        self._moments: dict[int, tuple[int, Tensor, Tensor]] = {}  # by place among the parameters

    @property
    def _parameters(self) -> list[tuple[nn.Parameter, float]]:
        return [(value, group["lr"]) for group in self.param_groups for value in group["params"]]

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for value, _ in self._parameters:
            value.grad = None

    def step(self) -> None:
        """Move each parameter that has a gradient."""
        with torch.no_grad():
            for place, (value, rate) in enumerate(self._parameters):
                if value.grad is not None:
                    self._move(place, value, value.grad, rate)

    def _move(self, place: int, value: Tensor, gradient: Tensor, rate: float) -> None:
        if place not in self._moments:
            self._moments[place] = 0, torch.zeros_like(value), torch.zeros_like(value)
        count, first, second = self._moments[place]
        count += 1
        first.lerp_(gradient, 1 - BETAS[0])
        second.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        root = (1 - BETAS[1] ** count) ** 0.5
        spread = (second.sqrt() / root).add_(EPSILON)
        value.addcdiv_(first, spread, value=-rate / (1 - BETAS[0] ** count))
        self._moments[place] = count, first, second

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of the state, for :meth:`load_state_dict`."""
        return {
            "rates": [group["lr"] for group in self.param_groups],
            "moments": {
                place: (count, first.clone(), second.clone())
                for place, (count, first, second) in self._moments.items()
            },
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        for group, rate in zip(self.param_groups, state["rates"], strict=True):
            group["lr"] = rate
        values = [value for value, _ in self._parameters]
        self._moments = {
            place: (count, first.to(values[place], copy=True), second.to(values[place], copy=True))
            for place, (count, first, second) in state["moments"].items()
        }
