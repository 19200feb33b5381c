"""Encoders that begin with the first blocks of another model: what is recorded and checked."""

import json
import shutil
from pathlib import Path

import pytest

from flimbuilder.errors import FlimError, InputError, ModelError
from flimbuilder.model.first_blocks import read_first_blocks, start_from_model
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture
from tests.learned_models import BLOCKS, learned_model


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two blocks, of colour images."""
    folder = tmp_path_factory.mktemp("donor") / "eggs.model"
    learned_model().write(folder)
    return folder


def test_the_first_blocks_and_colours_are_those_of_the_model(donor: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.flim"

    begun = start_from_model(DEFAULT_ARCHITECTURE, donor, 1, project_folder=project)

    assert begun.blocks == (BLOCKS[0], *DEFAULT_ARCHITECTURE.blocks[1:])
    assert (begun.colour_space, begun.standardise) == ("lab", "none")
    assert begun.start is not None
    assert (project / begun.start.path).resolve() == donor
    assert begun.start.absolute == str(donor)
    assert (begun.start.name, begun.start.blocks) == ("eggs.model", 1)


def test_json_has_it_as_encoder_from(donor: Path, tmp_path: Path) -> None:
    begun = start_from_model(DEFAULT_ARCHITECTURE, donor, 2, project_folder=tmp_path)

    document = json.loads(begun.model_dump_json())

    assert set(document["encoder"]) == {"from", "absolute", "blocks", "fingerprint"}
    assert Architecture.model_validate(document) == begun
    assert "encoder" not in DEFAULT_ARCHITECTURE.model_dump()


def test_more_kept_blocks_than_blocks_are_refused(donor: Path, tmp_path: Path) -> None:
    begun = start_from_model(DEFAULT_ARCHITECTURE, donor, 2, project_folder=tmp_path)

    with pytest.raises(ValueError, match=r"encoder\.blocks: 2, but there are 1 blocks"):
        begun.with_(blocks=begun.blocks[:1])


def test_the_blocks_are_read_wherever_the_project_is(donor: Path, tmp_path: Path) -> None:
    begun = start_from_model(DEFAULT_ARCHITECTURE, donor, 2, project_folder=tmp_path / "p.flim")
    learned = learned_model().encoder.blocks()

    found = read_first_blocks(begun, tmp_path / "far" / "away.flim", 3)

    assert len(found) == 2
    for module, own in zip(found, learned, strict=True):
        assert module.conv.weight.tolist() == own.conv.weight.tolist()
    assert read_first_blocks(DEFAULT_ARCHITECTURE, tmp_path, 3) == ()


@pytest.mark.parametrize("blocks", [0, 3])
def test_blocks_that_the_model_lacks(donor: Path, tmp_path: Path, blocks: int) -> None:
    with pytest.raises(InputError, match=f"{blocks} blocks of .*: give 1 to 2"):
        start_from_model(DEFAULT_ARCHITECTURE, donor, blocks, project_folder=tmp_path)


def test_a_project_stands_for_its_model_but_not_for_its_own(donor: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.flim"
    shutil.copytree(donor, built / "models" / "default")

    begun = start_from_model(DEFAULT_ARCHITECTURE, built, 1, project_folder=tmp_path / "p.flim")

    assert begun.start is not None
    assert begun.start.path == "../built.flim/models/default"
    with pytest.raises(ModelError, match="own model, which its next build replaces"):
        start_from_model(DEFAULT_ARCHITECTURE, built, 1, project_folder=built)


def test_an_imported_model_with_foreign_parts_is_refused(donor: Path, tmp_path: Path) -> None:
    foreign = Path(shutil.copytree(donor, tmp_path / "foreign.model"))
    document = json.loads((foreign / "model.json").read_text())
    document["architecture"]["colour_space"] = document["input"]["colour_space"] = "luma"
    (foreign / "model.json").write_text(json.dumps(document))

    with pytest.raises(ModelError, match="is for imported models only"):
        start_from_model(DEFAULT_ARCHITECTURE, foreign, 1, project_folder=tmp_path)


class TestRefusedByABuild:
    """Each with one line that names the model and the way out."""

    def refusal(self, architecture: Architecture, folder: Path, channels: int = 3) -> str:
        with pytest.raises(FlimError) as raised:
            read_first_blocks(architecture, folder, channels)
        text = str(raised.value)
        assert "\n" not in text
        assert "eggs.model" in text
        return text

    @pytest.fixture
    def begun(self, donor: Path, tmp_path: Path) -> Architecture:
        shutil.copytree(donor, tmp_path / "eggs.model")
        return start_from_model(
            DEFAULT_ARCHITECTURE, tmp_path / "eggs.model", 2, project_folder=tmp_path / "p.flim"
        )

    def test_missing(self, begun: Architecture, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "eggs.model")
        assert "is missing; put it back, or" in self.refusal(begun, tmp_path / "p.flim")

    def test_changed(self, begun: Architecture, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "eggs.model")
        learned_model(seed=7).write(tmp_path / "eggs.model")
        text = self.refusal(begun, tmp_path / "p.flim")
        assert "has changed since this project took its first blocks" in text

    def test_damaged(self, begun: Architecture, tmp_path: Path) -> None:
        (tmp_path / "eggs.model" / "encoder.safetensors").write_bytes(b"")
        self.refusal(begun, tmp_path / "p.flim")

    def test_other_channels(self, begun: Architecture, tmp_path: Path) -> None:
        text = self.refusal(begun, tmp_path / "p.flim", channels=1)
        assert "read 3 channels, and the training images have 1" in text

    def test_another_block(self, begun: Architecture, tmp_path: Path) -> None:
        other = begun.blocks[1].with_(dilation=2)
        changed = begun.with_(blocks=(begun.blocks[0], other, *begun.blocks[2:]))
        text = self.refusal(changed, tmp_path / "p.flim")
        assert "its block 2 differs from that of the architecture" in text

    def test_other_colours(self, begun: Architecture, tmp_path: Path) -> None:
        text = self.refusal(begun.with_(colour_space="rgb"), tmp_path / "p.flim")
        assert "colour_space must be 'lab' (given: 'rgb')" in text
