"""Adam by torch's own function, without the class that imports torch's compiler."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.adam import adam

__all__ = ["Adam"]


class Adam:
    """The optimiser of D. Kingma and J. Ba, arXiv 1412.6980, with torch's default settings.

    It has the part of the interface of :class:`torch.optim.Adam` that training uses. A new
    :class:`torch.optim.Optimizer` imports torch's compiler, which takes seconds and holds the
    interpreter's lock, so that the window would stand still.

    Parameters
    ----------
    groups : sequence of dict
        Each with ``params``, a list of parameters, and ``lr``, their learning rate, which may be
        changed between steps in :attr:`param_groups`.
    """

    def __init__(self, groups: Sequence[dict[str, Any]]) -> None:
        self.param_groups = [dict(group) for group in groups]
        # Steps, first and second moment of each parameter that has moved.
        self._moments: dict[int, tuple[Tensor, Tensor, Tensor]] = {}

    @property
    def _parameters(self) -> list[nn.Parameter]:
        return [value for group in self.param_groups for value in group["params"]]

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for value in self._parameters:
            value.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move each parameter that has a gradient."""
        start = 0
        for group in self.param_groups:
            numbered = list(enumerate(group["params"], start))
            start += len(numbered)
            moving = [(number, value) for number, value in numbered if value.grad is not None]
            if not moving:
                continue
            for number, value in moving:
                if number not in self._moments:
                    zeros = torch.zeros_like(value), torch.zeros_like(value)
                    self._moments[number] = torch.tensor(0.0), *zeros
            known = [self._moments[number] for number, _ in moving]
            counts, firsts, seconds = map(list, zip(*known, strict=True))
            adam(
                [value for _, value in moving],
                [value.grad for _, value in moving],
                firsts,
                seconds,
                [],
                counts,
                amsgrad=False,
                beta1=0.9,
                beta2=0.999,
                lr=group["lr"],
                weight_decay=0.0,
                eps=1e-8,
                maximize=False,
            )

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of the state, for :meth:`load_state_dict`."""
        return {
            "rates": [group["lr"] for group in self.param_groups],
            "moments": {
                number: tuple(tensor.clone() for tensor in moments)
                for number, moments in self._moments.items()
            },
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        for group, rate in zip(self.param_groups, state["rates"], strict=True):
            group["lr"] = rate
        values = self._parameters
        self._moments = {
            number: (
                count.clone(),
                first.to(values[number], copy=True),
                second.to(values[number], copy=True),
            )
            for number, (count, first, second) in state["moments"].items()
        }
