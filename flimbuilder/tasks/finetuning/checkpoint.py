"""Keep the state of a training on the disk, to resume it."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from flimbuilder.errors import InputError, file_message
from flimbuilder.project.files import read_regular, write_atomically
from flimbuilder.silence import silence
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings

__all__ = ["TrainingState", "digest_of", "read_checkpoint", "write_checkpoint"]

FORMAT = "flimbuilder training 1"
DIGEST_BYTES = 32  # of the content, at the end of the file
START_ANEW = "start anew without --resume"
FREE_SETTINGS = ("epochs", "checkpoint_every", "patience")  # may change when training resumes


@dataclass
class TrainingState:
    """All that the next epoch depends on, apart from the settings and the images.

    Attributes
    ----------
    network : dict of str to Tensor
        The state dict after the last epoch.
    optimiser : dict
    best : dict of str to Tensor or None
        The state dict of the best epoch; None if it is that of the last.
    epochs : list of Epoch
    """

    network: dict[str, Tensor]
    optimiser: dict[str, Any]
    best: dict[str, Tensor] | None = None
    epochs: list[Epoch] = field(default_factory=list)


def digest_of(samples: Iterable[TrainingSample], state: dict[str, Tensor]) -> str:
    """Return the SHA-256 of the images, their truth and tensors that training starts from."""
    digest = hashlib.sha256()
    for sample in samples:
        for tensor in (sample.pixels, sample.truth, sample.judged):
            digest.update(str(None if tensor is None else tuple(tensor.shape)).encode())
            if tensor is not None:
                digest.update(tensor.contiguous().numpy().data)
    for name, tensor in state.items():
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return digest.hexdigest()


def write_checkpoint(
    path: Path, state: TrainingState, settings: TrainingSettings, digest: str
) -> None:
    """Write the state atomically.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    buffer = io.BytesIO()
    torch.save(
        {
            "format": FORMAT,
            "settings": _fixed(settings),
            "digest": digest,
            "network": state.network,
            "optimiser": state.optimiser,
            "best": state.best,
            "epochs": [epoch.as_json() for epoch in state.epochs],
        },
        buffer,
    )
    content = buffer.getvalue()
    write_atomically(path, content + hashlib.sha256(content).digest())


def read_checkpoint(path: Path, settings: TrainingSettings, digest: str) -> TrainingState:
    """Read a state that was written with the same settings, images and first weights.

    Raises
    ------
    InputError
        If the file is missing, can't be read, or belongs to another training.
    """
    try:
        content = read_regular(path)
    except FileNotFoundError:
        raise InputError(file_message(path, f"there is no checkpoint; {START_ANEW}")) from None
    except OSError as error:
        reason = error.strerror or error
        raise InputError(file_message(path, f"can't be read: {reason}; {START_ANEW}")) from None
    content, digest_of_content = content[:-DIGEST_BYTES], content[-DIGEST_BYTES:]
    try:
        if hashlib.sha256(content).digest() != digest_of_content:
            raise ValueError("torch would not notice a damaged tensor")
        with silence:
            stored = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        if stored["format"] != FORMAT:
            raise ValueError(stored["format"])
        state = TrainingState(
            stored["network"],
            stored["optimiser"],
            stored["best"],
            [Epoch(**epoch) for epoch in stored["epochs"]],
        )
        fixed, stored_digest = stored["settings"], stored["digest"]
    except Exception:  # torch raises whatever it meets in a damaged file
        raise InputError(
            file_message(path, f"is damaged or no checkpoint of a training; {START_ANEW}")
        ) from None
    for name, value in _fixed(settings).items():
        if fixed.get(name) != value:
            raise InputError(
                file_message(
                    path,
                    f"was written with {name} {fixed.get(name)!r}, not {value!r}; give the same "
                    f"settings, or {START_ANEW}",
                )
            )
    if stored_digest != digest:
        raise InputError(
            file_message(path, f"belongs to other images, masks or another model; {START_ANEW}")
        )
    if len(state.epochs) > settings.epochs:
        problem = f"has {len(state.epochs)} epochs, not {settings.epochs}; give more epochs, or"
        raise InputError(file_message(path, f"{problem} {START_ANEW}"))
    return state


def _fixed(settings: TrainingSettings) -> dict[str, Any]:
    """Return the settings that must stay, those of the augmentation one by one."""
    values = settings.as_json()
    values |= {f"augmentation {name}": value for name, value in values.pop("augmentation").items()}
    return {name: value for name, value in values.items() if name not in FREE_SETTINGS}
