from pathlib import Path

import pytest

from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.project.architecture import Architecture, check_map_sizes
from flimbuilder.project.presets import PRESETS, Preset
from flimbuilder.project.project import DEFAULT_ARCHITECTURE


def test_the_first_is_the_one_of_new_projects() -> None:
    assert PRESETS[0].architecture == DEFAULT_ARCHITECTURE


def test_names_and_architectures_differ() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert len({preset.architecture for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_each_is_valid_and_fits_small_images(preset: Preset) -> None:
    assert Architecture.model_validate(preset.architecture.model_dump()) == preset.architecture
    check_map_sizes(preset.architecture, 32, 32)
    assert preset.why


def test_the_deep_one_is_the_courses_architecture(shared_data: Path) -> None:
    published = load_architecture(shared_data / "parasites" / "arch.json").architecture
    unlimited = tuple(block.with_(max_kernels_per_image=None) for block in published.blocks)
    assert all(block.max_kernels_per_image == 100_000 for block in published.blocks)
    assert published.with_(blocks=unlimited) == PRESETS[2].architecture
