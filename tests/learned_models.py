"""Small models of any kind, learned in an instant."""

from collections.abc import Sequence

import numpy as np

from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, name_block
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.train_decoder import training_levels, training_scale

SIDES = (23, 31)
CENTRES = ((5, 6), (16, 24), (12, 15))  # of the marker of each class
BLOCKS = (
    Block(kernels_per_marker=4, kernels=7, pooling=Pooling(kind="max", size=3, stride=2)),
    Block(kernels_per_marker=3, kernels=6, pooling=Pooling(kind="none")),
)


def image(channels: int = 3, seed: int = 0, sides: tuple[int, int] = SIDES) -> np.ndarray:
    """Return smooth stripes and noise in [0, 1], so that every class looks different."""
    rows, cols = np.indices(sides)
    waves = [
        np.sin(rows / (2 + channel)) * np.cos(cols / (3 - channel % 2))
        for channel in range(channels)
    ]
    noise = np.random.default_rng(seed).random((*sides, channels))
    return (0.35 + 0.3 * np.stack(waves, axis=-1) + 0.3 * noise).astype(np.float32)


def learned_model(
    channels: int = 3,
    blocks: Sequence[Block] = BLOCKS,
    colour_space: str = "lab",
    decoder: str = "lm",
    decoder_block: int | None = None,
    classes: int = 2,
    seed: int = 0,
    **decoder_options: object,
) -> Model:
    """Learn from one image with a marker of each class; class 0 is the background.

    `seed` is the seed of the image; `decoder_options` are further fields of the decoder choice. A
    decoder that needs weights gets some by default.
    """
    architecture = Architecture.model_validate(
        {"blocks": tuple(blocks), "colour_space": colour_space}
    )
    markers = [
        Disk(id=class_id + 1, class_id=class_id, center=CENTRES[class_id], radius=3)
        for class_id in range(classes)
    ]
    images = [TrainingImage("one", image(channels, seed), markers)]
    learned = learn(images, architecture)
    if DecoderChoice(id=decoder).needs_weights and "weights" not in decoder_options:
        choice = DecoderChoice(
            id=decoder, block=decoder_block, fused=decoder_options.get("fused", ())
        )
        decoded = name_block(choice, len(blocks)).blocks
        n_kernels = sum(len(learned.blocks[block - 1].kept) for block in decoded)
        decoder_options |= some_weights(decoder, n_kernels, classes - 1)
    project = Project(
        classes=tuple(default_class(class_id) for class_id in range(classes)),
        architecture=architecture,
        decoder=DecoderChoice.model_validate(
            {"id": decoder, "block": decoder_block, **decoder_options}
        ),
    )
    scale = training_scale(project, learned, images)
    if project.decoder.scale == "training":
        project = project.with_(decoder=scale.complete(name_block(project.decoder, len(blocks))))
    document = describe_model(project, learned, training_levels=training_levels(scale))
    return Model(document, learned.encoder)


def some_weights(decoder: str, n_kernels: int, n_objects: int) -> dict[str, object]:
    rows = [[(-1) ** (row + i) * (0.5 + i % 3) for i in range(n_kernels)] for row in range(2)]
    bias = [0.25, -0.125][:n_objects] if DECODERS[decoder].has_bias else []
    return {"weights": rows[:n_objects], "bias": bias}
