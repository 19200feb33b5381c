"""Logistic regression whose weights have given signs."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = ["LogisticFit", "LogisticProblem", "fit_logistic"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_TOLERANCE = 1e-12
_SURE = 1e-7  # curvature of a sample, relative to the largest
_MAX_STEPS = 100
_ARMIJO = 1e-4


@dataclass(frozen=True)
class LogisticFit:
    """Coefficients of a logistic regression.

    Attributes
    ----------
    weights : ndarray of shape (objects, features)
    bias : ndarray of shape (objects,)
    """

    weights: Floats
    bias: Floats

    def logits(self, samples: Floats) -> Floats:
        """Return the log-odds (n, objects) of each object class against the background."""
        logits: Floats = samples @ self.weights.T + self.bias
        return logits


def fit_logistic(
    samples: Floats,
    target: Integers,
    importance: Floats,
    signs: Integers,
    strength: float,
    *,
    start: LogisticFit | None = None,
) -> LogisticFit:
    """Fit a multinomial logistic regression whose weights have given signs.

    Minimises ``sum(weights ** 2) / 2 + strength * sum_i importance_i loss_i``, where the loss is
    the negative logarithm of the probability of the sample's class. With one object class this
    is binary logistic regression.

    Parameters
    ----------
    samples : ndarray of shape (n, features)
        Standardised.
    target : ndarray of shape (n,)
        Class of each sample: 0 for the background, which has log-odds 0, or 1 to the number of
        objects.
    importance : ndarray of shape (n,)
        Weight of each sample; all together 1.
    signs : ndarray of shape (objects, features)
        1 for weights of at least 0, -1 for at most 0, 0 for free ones.
    strength : float
    start : LogisticFit or None, default=None
        Where to start, such as the solution of a similar problem; None is 0.

    Notes
    -----
    A projected Newton method (Bertsekas, SIAM J. Control Optim. 20(2), 1982). The problem is
    convex, and strictly so if two classes have samples: there is one solution, and the number of
    threads shows only in the last digits.
    """
    problem = LogisticProblem(samples, target, importance, signs, strength)
    values = problem.project(problem.start(start))
    loss, probability = problem.loss(values)
    for _ in range(_MAX_STEPS):
        gradient = problem.gradient(values, probability)
        free = problem.free(values, gradient)
        hessian = problem.hessian(probability, free)
        step = np.zeros_like(values)
        step[free] = -scipy.linalg.solve(hessian, gradient[free], assume_a="pos")
        if -gradient @ step <= _TOLERANCE * loss:
            values = problem.project(values + step)  # the rest is rounding
            break
        length = 1.0
        while length > _TOLERANCE:
            tried = problem.project(values + length * step)
            tried_loss, tried_probability = problem.loss(tried)
            if tried_loss <= loss + _ARMIJO * gradient @ (tried - values):
                break
            length /= 2
        else:
            break  # no step is better
        values, loss, probability = tried, tried_loss, tried_probability
    return problem.fit(values)


class LogisticProblem:
    """The problem that :func:`fit_logistic` solves, in variables with a lower bound of 0.

    A variable is a weight times its sign, or a weight without a sign, which has no bound. The
    variables of each object are followed by its bias.

    Parameters
    ----------
    samples, target, importance, signs, strength
        As in :func:`fit_logistic`.
    """

    def __init__(
        self,
        samples: Floats,
        target: Integers,
        importance: Floats,
        signs: Integers,
        strength: float,
    ) -> None:
        self.inputs = np.column_stack((samples, np.ones(len(samples))))
        self.importance = importance * strength
        self.n_objects, n_features = signs.shape
        self.truth = (target[:, None] == np.arange(1, self.n_objects + 1)).astype(float)
        of_bias = np.zeros((self.n_objects, 1), np.int64)
        signs = np.hstack((signs, of_bias)).ravel()
        self.bounded = signs != 0
        self.sign = np.where(self.bounded, signs, 1).astype(float)
        self.squared = np.tile(np.append(np.ones(n_features), 0.0), self.n_objects)

    def start(self, fit: LogisticFit | None = None) -> Floats:
        """Return the variables of a fit, or zeros."""
        if fit is None:
            return np.zeros(len(self.sign))
        values: Floats = np.column_stack((fit.weights, fit.bias)).ravel() * self.sign
        return values

    def fit(self, values: Floats) -> LogisticFit:
        """Return the coefficients that variables stand for."""
        rows = (values * self.sign).reshape(self.n_objects, -1)
        return LogisticFit(rows[:, :-1], rows[:, -1])

    def project(self, values: Floats) -> Floats:
        """Move variables beyond their bound to the bound."""
        return np.where(self.bounded, np.maximum(values, 0.0), values)

    def free(self, values: Floats, gradient: Floats) -> NDArray[np.bool_]:
        """Return a mask of the variables that are not held at their bound."""
        held: NDArray[np.bool_] = self.bounded & (values <= 0) & (gradient > 0)
        return ~held

    def loss(self, values: Floats) -> tuple[float, Floats]:
        """Return the loss, and the probability (n, objects) of each object."""
        rows = (values * self.sign).reshape(self.n_objects, -1)
        logits = self.inputs @ rows.T
        top = np.maximum(logits.max(axis=1), 0.0)
        total = top + np.log(np.exp(-top) + np.exp(logits - top[:, None]).sum(axis=1))
        each = total - (logits * self.truth).sum(axis=1)
        loss = (self.squared * values) @ values / 2 + self.importance @ each
        return float(loss), np.exp(logits - total[:, None])

    def gradient(self, values: Floats, probability: Floats) -> Floats:
        """Return the first derivatives of the loss."""
        residual = (probability - self.truth) * self.importance[:, None]
        gradient: Floats = self.squared * values + (residual.T @ self.inputs).ravel() * self.sign
        return gradient

    def hessian(self, probability: Floats, free: NDArray[np.bool_]) -> Floats:
        """Return the second derivatives of the loss by the free variables."""
        # Samples of which the fit is sure add next to nothing, and steps need not be exact.
        slope = self.importance * (probability * (1.0 - probability)).sum(axis=1)
        rows = np.flatnonzero(slope > _SURE * slope.max())
        hessian = self.curvature(probability, rows, free)
        hessian[np.diag_indices_from(hessian)] += self.squared[free] + _TOLERANCE
        return hessian

    def curvature(self, probability: Floats, rows: Integers, free: NDArray[np.bool_]) -> Floats:
        """Return the second derivatives of the loss of some samples by the free variables.

        The bounded variables at 0, most of them, are left out of the products.
        """
        inputs, probability = self.inputs[rows], probability[rows]
        importance = self.importance[rows]
        columns = [inputs[:, own] for own in free.reshape(self.n_objects, -1)]
        blocks: list[list[Floats]] = [[] for _ in columns]
        for first, left in enumerate(columns):
            for second in range(first + 1):
                same = probability[:, first] if first == second else 0.0
                shape = importance * (same - probability[:, first] * probability[:, second])
                part = (left * shape[:, None]).T @ columns[second]
                blocks[first].append(part)
                if first != second:
                    blocks[second].append(part.T)
        sign = self.sign[free]
        signed: Floats = np.block(blocks) * sign * sign[:, None]
        return signed
