"""Tests of the standardisation of the input."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.image_statistics import image_statistics, read_lattice
from flimbuilder.flim.learner import learn
from flimbuilder.flim.standardise import InputStandardisation, channel_statistics, lattice
from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk
from tests.flim.cases import QUICK


def of_channel(*values):
    return torch.tensor(values).reshape(1, 1, 1, -1)


def literal(channel):
    """Midmean and deviation of a list of numbers, step by step."""
    ordered = sorted(channel)
    cut = len(ordered) // 4
    middle = ordered[cut : len(ordered) - cut]
    mean = sum(middle) / len(middle)
    return mean, (sum((value - mean) ** 2 for value in channel) / len(channel)) ** 0.5


def test_midmean_and_deviation_worked_by_hand():
    # Quartiles leave 2 3 4 5, of mean 3.5; squares 6.25 2.25 .25 .25 2.25 6.25 and 2 * 42.25.
    mean, deviation = channel_statistics(of_channel(1.0, 10.0, 2.0, 3.0, 4.0, 5.0, 6.0, -3.0))

    assert mean.item() == pytest.approx(3.5)
    assert deviation.item() == pytest.approx(np.sqrt((6.25 + 42.25 + 2.25 + 0.25 + 0.25 + 2.25
                                                      + 6.25 + 42.25) / 8))  # fmt: skip


@QUICK
@given(st.integers(0, 1000), st.integers(1, 7), st.integers(1, 7))
def test_equals_the_literal_statistics_of_each_channel(seed, height, width):
    maps = torch.from_numpy(np.random.default_rng(seed).random((2, 3, height, width)))

    mean, deviation = channel_statistics(maps)

    for image, channel in np.ndindex(2, 3):
        expected = literal(maps[image, channel].flatten().tolist())
        found = mean[image, channel].item(), deviation[image, channel].item()
        assert found == pytest.approx(expected)


def test_the_lattice_is_even_and_inside():
    assert lattice(96).tolist() == list(range(96))
    assert lattice(192).tolist() == list(range(0, 192, 2))
    assert lattice(2).tolist() == [0] * 48 + [1] * 48
    assert lattice(1000)[-1] == 95 * 1000 // 96


def test_measures_the_pixels_of_the_lattice():
    maps = torch.rand(1, 2, 300, 40)
    mean, deviation = channel_statistics(maps[:, :, lattice(300)][:, :, :, lattice(40)])

    result = InputStandardisation("standard")(maps)

    expected = (maps - mean[..., None, None]) / (deviation + 0.2)[..., None, None]
    assert torch.equal(result, expected)


def test_none_changes_nothing():
    maps = torch.rand(1, 3, 4, 5)

    assert InputStandardisation("none")(maps) is maps


def test_mean_takes_a_shift_of_each_channel_off():
    maps = torch.rand(2, 3, 16, 16)
    shift = torch.rand(2, 3, 1, 1)

    module = InputStandardisation("mean")

    assert torch.allclose(module(maps + shift), module(maps), atol=1e-6)


def test_standard_takes_contrast_off_but_for_faint_images():
    maps = torch.rand(1, 3, 32, 32)
    module = InputStandardisation("standard")

    strong, doubled, faint = module(100 * maps), module(200 * maps), module(0.001 * maps)

    assert torch.allclose(strong, doubled, rtol=1e-2, atol=1e-2)
    assert strong.std() == pytest.approx(1.0, abs=0.05)
    assert faint.abs().max() < 0.05


@pytest.mark.parametrize("kind", ["mean", "standard"])
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_constant_image_becomes_zero(kind, value):
    maps = torch.full((1, 3, 9, 7), value)

    assert InputStandardisation(kind)(maps).abs().max() < 1e-6


def test_a_saturated_border_does_not_move_the_mean():
    # A fifth of the image is a white border, where the mean would rise by 0.16.
    maps = 0.2 + 0.01 * torch.rand(1, 1, 50, 50)
    bordered = maps.clone()
    bordered[..., :10] = 1.0

    mean, _ = channel_statistics(maps)
    shifted, _ = channel_statistics(bordered)

    assert shifted.item() == pytest.approx(mean.item(), abs=0.003)


def test_images_of_a_batch_are_standardised_apart():
    maps = torch.stack([torch.rand(3, 8, 8), 5 + 3 * torch.rand(3, 8, 8)])
    module = InputStandardisation("standard")

    together = module(maps)

    for index in range(2):
        assert torch.equal(together[index : index + 1], module(maps[index : index + 1]))


def test_does_not_depend_on_the_number_of_threads():
    maps = torch.rand(1, 3, 700, 900)
    threads = torch.get_num_threads()
    results = []
    try:
        for count in (1, 4):
            torch.set_num_threads(count)
            results.append(InputStandardisation("standard")(maps))
    finally:
        torch.set_num_threads(threads)

    assert torch.equal(*results)


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="standardisation 'sigma'; choose none, mean or standard"):
        InputStandardisation("sigma")


class TestInAnEncoder:
    """The standardisation in learning, encoding and tiles."""

    ARCHITECTURE = Architecture(
        blocks=(
            Block(kernels_per_marker=3, kernels=6, pooling=Pooling(stride=2)),
            Block(kernels_per_marker=3, kernels=5, dilation=2),
        )
    )

    def learned(self, kind, shift=0.0):
        rng = np.random.default_rng(3)
        image = rng.random((150, 210, 3), np.float32) * 0.5
        image[40:60, 50:90] += 0.4
        image = image + np.float32(shift)
        markers = [
            Disk(id=1, class_id=1, center=(50, 70), radius=6),
            Disk(id=2, class_id=0, center=(100, 30), radius=6),
        ]
        architecture = self.ARCHITECTURE.with_(standardise=kind, colour_space="rgb")
        return image, architecture, learn([TrainingImage("a", image, markers)], architecture)

    @pytest.mark.parametrize("kind", ["mean", "standard"])
    def test_learning_sees_the_input_of_the_encoder(self, kind):
        """The kernels are those of an image that was standardised by hand."""
        image, architecture, learned = self.learned(kind)
        prepared = learned.encoder.prepare(torch.from_numpy(image).permute(2, 0, 1)[None])
        by_hand = learn(
            [
                TrainingImage("a", prepared[0].permute(1, 2, 0).numpy(), [
                    Disk(id=1, class_id=1, center=(50, 70), radius=6),
                    Disk(id=2, class_id=0, center=(100, 30), radius=6),
                ])
            ],
            architecture.with_(standardise="none"),
        )  # fmt: skip
        for name, tensor in by_hand.encoder.state_dict().items():
            torch.testing.assert_close(
                learned.encoder.state_dict()[name], tensor, rtol=1e-4, atol=1e-5
            )

    def test_a_shift_of_all_colours_changes_nothing(self):
        image, architecture, learned = self.learned("mean")
        shifted_image, _, shifted = self.learned("mean", shift=0.1)
        maps = encode_images(learned.encoder, architecture, image[None])
        for mine, other in zip(
            maps, encode_images(shifted.encoder, architecture, shifted_image[None]), strict=True
        ):
            torch.testing.assert_close(mine, other, rtol=1e-3, atol=1e-4)

    @pytest.mark.parametrize("kind", ["mean", "standard"])
    def test_tiles_use_the_statistics_of_the_whole_image(self, kind):
        image, architecture, learned = self.learned(kind)
        whole = encode_images(learned.encoder, architecture, image[None])
        rows_read = []

        def read(rows, cols):
            rows_read.append(rows.stop - rows.start)
            return image[rows, cols]

        statistics = image_statistics(learned.encoder, image.shape[:2], read)
        assert sum(rows_read) <= len(image)
        for tile in plan_tiles(image.shape[:2], architecture.blocks, [1, 2], 64):
            for number, part in encode_tile(learned.encoder, tile, read, statistics).items():
                rows, cols = (
                    slice(part.rows.first, part.rows.end),
                    slice(part.cols.first, part.cols.end),
                )
                torch.testing.assert_close(
                    part.maps, whole[number - 1][:, :, rows, cols], rtol=1e-4, atol=1e-5
                )

    def test_the_lattice_is_read_in_strips_of_bounded_size(self, monkeypatch):
        image = np.random.default_rng(0).random((500, 40, 2), np.float32)
        whole = read_lattice((500, 40), lambda rows, cols: image[rows, cols])
        monkeypatch.setattr("flimbuilder.flim.image_statistics.LATTICE_BYTES", 16 * 40 * 7)
        heights = []

        def read(rows, cols):
            heights.append(rows.stop - rows.start)
            return image[rows, cols]

        np.testing.assert_array_equal(read_lattice((500, 40), read), whole)
        assert max(heights) <= 7
        rows, cols = (lattice(side).numpy() for side in (500, 40))
        np.testing.assert_array_equal(whole, image[rows][:, cols])

    def test_columns_far_apart_are_read_alone_on_threads(self, monkeypatch):
        image, widths = np.random.default_rng(0).random((500, 400, 2), np.float32), []

        def read(rows, cols):
            widths.append(cols.stop - cols.start)
            return image[rows, cols]

        whole = read_lattice((500, 400), read)
        assert set(widths) == {400}
        monkeypatch.setattr("flimbuilder.flim.image_statistics.WIDE", 4)
        widths.clear()
        with ThreadPoolExecutor(2) as pool:
            np.testing.assert_array_equal(read_lattice((500, 400), read, pool.map), whole)
        assert set(widths) == {1}

    def test_none_is_not_written_and_keeps_fingerprints(self):
        plain = self.ARCHITECTURE
        assert "standardise" not in plain.model_dump_json()
        assert plain.with_(standardise="mean").model_dump(mode="json")["standardise"] == "mean"
        _, _, none = self.learned("none")
        _, _, mean = self.learned("mean")
        assert none.fingerprint != mean.fingerprint
