"""Imported models compute the maps of their programs; exported models read back."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from flimbuilder.errors import InputError, ModelError
from flimbuilder.exchange.foreign_models import (
    ImportedModel,
    export_flim_folder,
    import_flim_folder,
    losses_in_flim_folder,
)
from flimbuilder.imaging.colour import rgb_to_lab
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.workflow.export import export
from tests.exchange import literal_flim as literal
from tests.exchange.literal_flim import DIALECTS, Layer
from tests.learned_models import image, learned_model

pytestmark = pytest.mark.slow

SIDES = (14, 11)


def layers(channels: int, scale: float = 1.0, seed: int = 0) -> list[Layer]:
    """Return dilated, strided and average-pooled blocks with means far from zero."""
    rng = np.random.default_rng(seed)

    def random_layer(
        side: int, channels: int, kernels: int, scale: float, **more: object
    ) -> Layer:
        weights = rng.normal(size=(side, side, channels, kernels)).astype(np.float32)
        mean = (scale * (0.3 + 0.4 * rng.random(channels))).round(6)
        stdev = (scale * (0.05 + 0.2 * rng.random(channels))).round(6)
        return Layer(weights / np.sqrt(weights[..., :1].size), mean, stdev, **more)  # type: ignore[arg-type]

    return [
        random_layer(3, channels, 5, scale, dilation=2, pool="avg_pool", size=3, stride=2),
        random_layer(5, 5, 4, 1.0, pool="max_pool", size=3, stride=1),
        random_layer(3, 4, 6, 1.0, relu=False, pool="avg_pool", size=5, stride=3),
        random_layer(1, 6, 3, 1.0),
    ]


def pixels(dtype: str, channels: int, seed: int = 1) -> np.ndarray:
    top = np.iinfo(dtype).max
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, top, (*SIDES, channels), endpoint=True)
    noise[0, :3] = [[0] * channels, [top] * channels, [top // 2] * channels]
    return noise.astype(dtype)


def assert_alike(model: Model, stored: np.ndarray, expected: Sequence[np.ndarray]) -> None:
    answers = model.encode(scale_image(stored))
    assert len(answers) == len(expected)
    for maps, expected_maps in zip(answers, expected, strict=True):
        scale = max(1.0, float(np.abs(expected_maps).max()))
        np.testing.assert_allclose(maps[0].numpy(), expected_maps, rtol=0, atol=1e-5 * scale)


INPUTS = {
    "Lab by YCbCr, 8 bit": ("lab-ycbcr", "uint8", 3),
    "Lab by YCbCr, 16 bit": ("lab-ycbcr", "uint16", 3),
    "Lab by YCbCr of JPEG": ("lab-ycbcr-601", "uint8", 3),
    "Lab by YCbCr of JPEG, 16 bit": ("lab-ycbcr-601", "uint16", 3),
    "Lab of pyflim": ("lab-pyflim", "uint8", 3),
    "luma of RGB": ("luma", "uint8", 3),
    "luma of RGB, 16 bit": ("luma", "uint16", 3),
    "grey, 8 bit": ("luma", "uint8", 1),
    "grey, 16 bit": ("luma", "uint16", 1),
    "plain Lab": ("lab", "uint8", 3),
}


@pytest.mark.parametrize("order", ["raster", "centre"])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("case", INPUTS)
def test_an_imported_model_computes_the_maps_of_its_program(
    tmp_path: Path, case: str, dialect: str, order: str
) -> None:
    name, dtype, channels = INPUTS[case]
    stored = pixels(dtype, channels)
    given = rgb_to_lab(scale_image(stored)) if name == "lab" else literal.read_input(stored, name)
    blocks = layers(given.shape[2], scale=float(np.iinfo(dtype).max) if name == "luma" else 1.0)
    folder = literal.write_folder(tmp_path / "foreign", blocks, dialect, order)

    imported = import_flim_folder(
        folder, taps=order, input=name, border="reflect" if dialect == "pyflim" else "auto"
    )
    assert (imported.tap_order, imported.input, imported.guessed) == (order, name, ())
    imported.model.write(tmp_path / "imported")

    assert_alike(
        load_model(tmp_path / "imported"), stored, literal.forward(given, blocks, dialect)
    )


def test_pooling_of_even_size_is_enlarged_as_in_libift(tmp_path: Path) -> None:
    blocks = layers(3)
    blocks[0].size, blocks[1].size = 2, 4
    stored = pixels("uint8", 3)
    folder = literal.write_folder(tmp_path / "foreign", blocks, "libift", "raster")

    imported = import_flim_folder(folder, taps="raster", input="lab-ycbcr")

    given = literal.read_input(stored, "lab-ycbcr")
    assert_alike(imported.model, stored, literal.forward(given, blocks, "libift"))
    assert "pooling of size 2 becomes 3 x 3" in imported.notes[0]


def smooth_layers(channels: int, seed: int) -> list[Layer]:
    """Return blocks whose neighbouring taps are correlated, as in learned kernels."""
    blocks = layers(channels, seed=seed)
    for block in blocks:
        side = len(block.kernels)
        slope = np.linspace(0, 1.5, side)
        ramp = slope[:, None] + slope[None, :]
        noise = np.random.default_rng(seed).normal(size=block.kernels.shape)
        phase = np.random.default_rng(seed + 1).uniform(0, 6, block.kernels.shape[2:])
        block.kernels = (np.sin(ramp[..., None, None] + phase) + 0.2 * noise).astype(np.float32)
    return blocks


@pytest.mark.parametrize("order", ["raster", "centre"])
@pytest.mark.parametrize("seed", range(5))
def test_the_tap_order_is_guessed_from_neighbouring_taps(
    tmp_path: Path, order: str, seed: int
) -> None:
    folder = literal.write_folder(tmp_path, smooth_layers(3, seed), "libift", order)

    imported = import_flim_folder(folder)

    assert imported.tap_order == order
    assert imported.input == "lab-ycbcr"
    assert imported.guessed == ("tap_order", "input")
    assert [vote.block for vote in imported.votes] == [1, 2, 3]  # a single tap has no order
    assert any("tap order guessed" in note for note in imported.notes)


def test_one_channel_is_guessed_to_be_luma(tmp_path: Path) -> None:
    folder = literal.write_folder(tmp_path, layers(1), "feature points", "raster")
    assert import_flim_folder(folder).input == "luma"


def test_labels_become_classes(tmp_path: Path) -> None:
    blocks = layers(3)
    blocks[0].labels, blocks[3].labels = [1, 2, 2, 1, 3], [1, 1, 2]
    document = import_flim_folder(
        literal.write_folder(tmp_path, blocks, "feature points", "raster")
    ).model.document

    assert document.kernel_classes[0] == [0, 1, 1, 0, 2]
    assert document.kernel_classes[1] == [None] * 4
    assert document.kernel_classes[3] == [0, 0, 1]
    assert document.object_classes == (1, 2)
    assert (document.decoder.id, document.decoder.block) == ("lm", 4)


def test_labels_from_zero_are_kept_as_classes(tmp_path: Path) -> None:
    blocks = layers(3)
    blocks[3].labels = [0, 1, 1]
    folder = literal.write_folder(tmp_path, blocks, "feature points", "raster")
    assert import_flim_folder(folder).model.document.kernel_classes[3] == [0, 1, 1]


def test_without_labels_the_decoder_needs_none(tmp_path: Path) -> None:
    imported = import_flim_folder(literal.write_folder(tmp_path, layers(3), "libift", "raster"))
    assert imported.model.document.decoder.id == "at"
    with pytest.raises(InputError, match="needs the class of every kernel"):
        imported.model.choose("lm")


def test_fewer_kernels_than_requested_are_noted(tmp_path: Path) -> None:
    blocks = layers(3)
    blocks[1].asked = 64
    imported = import_flim_folder(literal.write_folder(tmp_path, blocks, "libift", "raster"))
    assert imported.model.document.kernel_counts == [5, 4, 6, 3]
    assert any(
        "layer2: arch.json asks for 64 kernels; the folder has 4" in note
        for note in imported.notes
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"taps": "spiral"}, "--taps 'spiral': choose from auto, raster, centre"),
        ({"input": "cmyk"}, "--input 'cmyk': choose from lab"),
        ({"border": "wrap"}, "--border 'wrap': choose from auto, zero, mean, reflect"),
        ({"input": "luma"}, "--input luma: gives block 1 1 channels, but the kernels in"),
        ({"border": "mean"}, "--border mean: a block has no convL-mean.txt"),
    ],
)
def test_options_that_do_not_fit(tmp_path: Path, options: dict[str, str], words: str) -> None:
    folder = literal.write_folder(tmp_path, layers(3), "feature points", "raster")
    with pytest.raises(InputError, match=words):
        import_flim_folder(folder, **options)


def test_many_channels_need_the_input(tmp_path: Path) -> None:
    folder = literal.write_folder(tmp_path, layers(4), "feature points", "raster")
    with pytest.raises(InputError, match="block 1 reads 4 channels"):
        import_flim_folder(folder)
    stored = pixels("uint8", 4)
    imported = import_flim_folder(folder, taps="raster", input="rgb")
    expected = literal.forward(scale_image(stored), layers(4), "feature points")
    assert_alike(imported.model, stored, expected)


@pytest.mark.parametrize("border", ["zero", "mean", "reflect"])
def test_the_border_can_be_chosen(tmp_path: Path, border: str) -> None:
    folder = literal.write_folder(tmp_path, layers(3)[:1], "libift", "raster")
    imported = import_flim_folder(folder, taps="raster", input="rgb", border=border)
    stored = pixels("uint8", 3)
    dialect = {"zero": "feature points", "mean": "libift", "reflect": "pyflim"}[border]
    expected = literal.forward(scale_image(stored), layers(3)[:1], dialect)
    assert imported.border == (border,)
    assert_alike(imported.model, stored, expected)


def test_an_image_too_small_to_mirror_is_refused(tmp_path: Path) -> None:
    blocks = layers(3)
    folder = literal.write_folder(tmp_path, blocks, "pyflim", "raster")
    model = import_flim_folder(folder, border="reflect").model
    with pytest.raises(InputError, match=r"kernels reach 2 pixels beyond .* map of 2 x 9"):
        model.encode(np.zeros((2, 9, 3), np.float32))


class TestExport:
    BLOCKS = (
        Block(kernels_per_marker=4, kernels=7, dilation=2, pooling=Pooling(size=3, stride=2)),
        Block(kernels_per_marker=3, kernels=6, kernel_size=5, pooling=Pooling(kind="none")),
    )

    @pytest.mark.parametrize("colour_space", ["lab", "rgb"])
    @pytest.mark.parametrize("classes", [2, 3])
    def test_an_independent_reader_computes_the_same_maps(
        self, tmp_path: Path, colour_space: str, classes: int
    ) -> None:
        model = learned_model(blocks=self.BLOCKS, colour_space=colour_space, classes=classes)
        export_flim_folder(model, tmp_path / "out")

        stored = (image(3, 5, (17, 19)) * 255).astype(np.uint8)
        unit = scale_image(stored)
        given = rgb_to_lab(unit) if colour_space == "lab" else unit
        read = literal.read_folder(tmp_path / "out")
        assert_alike(model, stored, literal.forward(given, read, "feature points"))

    def test_pyflim_reads_it(self, tmp_path: Path) -> None:
        """Shapes, order and text are as its `load_ift_flim` assumes."""
        model = learned_model(blocks=self.BLOCKS)
        export_flim_folder(model, tmp_path)
        state = model.tensors()
        for number, block in enumerate(self.BLOCKS, start=1):
            weight = state[f"block{number}.conv.weight"].numpy()
            n_kernels, channels, side, _ = weight.shape
            matrix = np.load(tmp_path / f"conv{number}-kernels.npy")
            middle = side * side // 2 + 1
            shifted = np.concatenate(
                (
                    matrix[channels : middle * channels],
                    matrix[:channels],
                    matrix[middle * channels :],
                )
            )
            loaded = shifted.T.reshape(n_kernels, side, side, channels).transpose(0, 3, 1, 2)
            np.testing.assert_array_equal(loaded, weight)
            assert block.kernel_size == side
            for name in ("mean", "stdev"):
                with (tmp_path / f"conv{number}-{name}.txt").open() as file:
                    words = [word for line in file for word in line.split(" ") if word != ""]
                assert len([float(word) for word in words]) == channels
            with (tmp_path / f"conv{number}-bias.txt").open() as file:
                assert int(file.readline()[:-1]) == n_kernels
                words = [word for line in file for word in line.split(" ") if word != ""]
            np.testing.assert_array_equal(
                np.array([float(word) for word in words], np.float32),
                state[f"block{number}.conv.bias"].numpy(),
            )

    @pytest.mark.parametrize(
        "make",
        [
            lambda: learned_model(blocks=TestExport.BLOCKS),
            lambda: learned_model(colour_space="grey", classes=3),
            lambda: learned_model(channels=1),
            lambda: learned_model(channels=5),
            lambda: learned_model(
                blocks=(
                    Block(kernels=None, reduction="none", pooling=Pooling(kind="average", size=2)),
                )
            ),
        ],
    )
    def test_export_import_and_export_give_the_same_bytes(
        self, tmp_path: Path, make: object
    ) -> None:
        model = make()  # type: ignore[operator]
        first = export_flim_folder(model, tmp_path / "1")
        imported = import_flim_folder(tmp_path / "1")
        assert imported.guessed == ()
        second = export_flim_folder(imported.model, tmp_path / "2")

        assert [path.name for path in first] == [path.name for path in second]
        for exported, exported_again in zip(first, second, strict=True):
            assert exported.read_bytes() == exported_again.read_bytes()
        given = image(model.document.input.channels)
        for maps, expected in zip(imported.model.encode(given), model.encode(given), strict=True):
            np.testing.assert_array_equal(maps.numpy(), expected.numpy())
        assert imported.model.document.kernel_classes == model.document.kernel_classes

    @pytest.mark.parametrize("dialect", DIALECTS)
    def test_an_imported_model_survives_export_and_import(
        self, tmp_path: Path, dialect: str
    ) -> None:
        border = "reflect" if dialect == "pyflim" else "auto"
        folder = literal.write_folder(tmp_path / "0", layers(3), dialect, "raster")
        imported = import_flim_folder(folder, taps="raster", input="lab-ycbcr", border=border)
        again = self.passed_on(imported.model, tmp_path / "1")
        stored = pixels("uint8", 3)
        given = literal.read_input(stored, "lab-ycbcr")
        assert_alike(again.model, stored, literal.forward(given, layers(3), dialect))
        self.passed_on(again.model, tmp_path / "2")
        for path in (tmp_path / "1").iterdir():
            assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name

    def passed_on(self, model: Model, folder: Path) -> ImportedModel:
        export_flim_folder(model, folder)
        return import_flim_folder(folder)

    @pytest.mark.parametrize(
        ("block", "words"),
        [
            (Block(pooling=Pooling(kind="min")), "block 1: .* have no minimum pooling"),
            (Block(activation="leaky"), "block 1: .* have no leaky activation"),
        ],
    )
    def test_unsupported_blocks_are_refused(
        self, tmp_path: Path, block: Block, words: str
    ) -> None:
        with pytest.raises(InputError, match=words):
            export_flim_folder(learned_model(blocks=(block,)), tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_losses(self, tmp_path: Path) -> None:
        block = Block(pooling=Pooling(kind="average", size=4), activation="none")
        model = learned_model(blocks=(block,))
        losses = losses_in_flim_folder(model)
        for words in ("USE_BIAS", "input is lab", "not kept: decoder", "include zeros",
                      "to 5 pixels", "no bias without an activation"):  # fmt: skip
            assert any(words in loss for loss in losses)
        model.write(tmp_path / "M")
        assert export(tmp_path / "M", "flim-builder", tmp_path / "out").notes == losses

    def test_weights_of_the_decoder_are_lost(self) -> None:
        losses = losses_in_flim_folder(learned_model(decoder="ml"))
        (loss,) = (loss for loss in losses if "weights of decoder" in loss)
        assert loss.startswith("the weights of decoder 'ml' have no place in these files")
        assert not any(
            "weights of decoder" in loss for loss in losses_in_flim_folder(learned_model())
        )

    def test_files_of_a_deeper_export_are_removed(self, tmp_path: Path) -> None:
        export_flim_folder(learned_model(), tmp_path / "out")
        export_flim_folder(learned_model(blocks=self.BLOCKS[:1]), tmp_path / "out")
        names = {path.name for path in (tmp_path / "out").iterdir()}
        assert not any(name.startswith("conv2") for name in names)

    @pytest.mark.parametrize("name", ["mine.txt", "conv1-kernels.npy", "arch.json"])
    def test_a_folder_with_other_files_is_left_unchanged(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_text("mine")
        with pytest.raises(ModelError, match="is left unchanged"):
            export_flim_folder(learned_model(), tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_real_16_bit_png(tmp_path: Path, shared_data: Path) -> None:
    """From a 16-bit PNG file to the maps, as the `predict` command does."""
    from flimbuilder.workflow.predict import predict_files

    source = next((shared_data / "parasites").rglob("*.png"))
    cut = imagecodecs.imread(source)[150:175, 180:200, :3]
    assert cut.dtype == np.uint16
    imagecodecs.imwrite(tmp_path / "cut.png", np.ascontiguousarray(cut))
    blocks = layers(3)
    folder = literal.write_folder(tmp_path / "foreign", blocks, "libift", "centre")
    model = import_flim_folder(folder, taps="centre").model

    predict_files(model, [tmp_path / "cut.png"], tmp_path / "out", activations=True, maps="mimg")

    expected = literal.forward(literal.read_input(cut, "lab-ycbcr"), blocks, "libift")
    for number, expected_maps in enumerate(expected, start=1):
        maps = literal.read_mimg(tmp_path / "out" / f"cut_block{number}.mimg").transpose(2, 0, 1)
        scale = max(1.0, float(np.abs(expected_maps).max()))
        np.testing.assert_allclose(maps, expected_maps, rtol=0, atol=1e-5 * scale)


WITHOUT_FLIMBUILDER = """
import importlib.util, pathlib, sys

sys.modules["flimbuilder"] = None  # importing it fails
import numpy, torch

for folder in map(pathlib.Path, sys.argv[1:]):
    spec = importlib.util.spec_from_file_location("encoder", folder / "encoder.py")
    encoder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(encoder)
    images = torch.from_numpy(numpy.load(folder / "images.npy"))
    activations, saliency = encoder.load(folder)(images)
    numpy.savez(folder / "answers.npz", *(maps.numpy() for maps in activations))
"""


def test_an_imported_model_runs_without_flimbuilder(tmp_path: Path) -> None:
    """Run the `encoder.py` of imported models in a process that cannot import flimbuilder."""
    expected = {}
    for number, (dialect, name) in enumerate(
        [("libift", "lab-ycbcr"), ("pyflim", "lab-pyflim"), ("feature points", "luma")]
    ):
        blocks, place = layers(1 if name == "luma" else 3), tmp_path / f"model{number}"
        folder = literal.write_folder(tmp_path / f"foreign{number}", blocks, dialect, "raster")
        border = "reflect" if dialect == "pyflim" else "auto"
        import_flim_folder(folder, taps="raster", input=name, border=border).model.write(place)
        stored = pixels("uint8", 3)
        np.save(place / "images.npy", scale_image(stored).transpose(2, 0, 1)[None])
        expected[place] = literal.forward(literal.read_input(stored, name), blocks, dialect)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FLIMBUILDER, *map(str, expected)],
        cwd=tmp_path,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for place, answers in expected.items():
        computed = np.load(place / "answers.npz").values()
        for maps, expected_maps in zip(computed, answers, strict=True):
            scale = max(1.0, float(np.abs(expected_maps).max()))
            np.testing.assert_allclose(maps[0], expected_maps, rtol=0, atol=1e-5 * scale)
