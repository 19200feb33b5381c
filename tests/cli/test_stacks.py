"""Volumes, stacks, channels and windows by command line, from import to evaluation."""

import json
from pathlib import Path

import nibabel
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from flimbuilder.project.folder import open_project
from tests.cli.commands import ok, ok_json, refused
from tests.imaging.formats.test_dicom import dicom

SIDE, DEPTH = 40, 10
BALL = np.add.outer(
    (np.arange(DEPTH) - 5) ** 2 * 9,
    np.add.outer((np.arange(SIDE) - 18) ** 2, (np.arange(SIDE) - 20) ** 2),
)
INSIDE: NDArray[np.bool_] = BALL < 10**2  # z, y, x
BLOCKS = {"blocks": [{"kernels": 4, "kernels_per_marker": 2}]}


def values() -> NDArray[np.int16]:
    noise = np.random.default_rng(0).normal(0, 40, INSIDE.shape)
    return (-800 + 900 * INSIDE + noise).astype(np.int16)


def seeds(top_down: bool) -> str:
    row = SIDE - 1 - 18 if top_down else 18
    disk = [(20 + c, row + r, 1) for c in (-2, -1, 0, 1, 2) for r in (-2, -1, 0, 1, 2)]
    corner = [(3 + c, 3 + r, 0) for c in (-2, -1, 0, 1, 2) for r in (-2, -1, 0, 1, 2)]
    lines = [f"{column} {row} -1 {label}" for column, row, label in (*disk, *corner)]
    return "\n".join([f"{len(lines)} {SIDE} {SIDE}", *lines]) + "\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A volume with its label volume and the markers of two of its slices."""
    for folder in ("images", "labels", "markers"):
        (tmp_path / folder).mkdir()
    for name, voxels in (("images", values()), ("labels", INSIDE.astype(np.float32))):
        turned = nibabel.Nifti1Image(voxels.transpose(2, 1, 0), np.eye(4))
        nibabel.save(turned, tmp_path / name / "scan.nii.gz")
    for z in (4, 5):
        (tmp_path / "markers" / f"scan_z000{z}-seeds.txt").write_text(seeds(top_down=True))
    (tmp_path / "blocks.json").write_text(json.dumps(BLOCKS))
    return tmp_path


@pytest.fixture
def model(files: Path) -> Path:
    """A model learned from two slices of five."""
    ok(
        *("import", files / "p.flim", "--images", files / "images", "--slices", "z=3:8"),
        *("--window", "-1000", "200", "--markers", files / "markers"),
        *("--labels", files / "labels", "--architecture", files / "blocks.json"),
    )
    ok("build", files / "p.flim", "--out", files / "model")
    return files / "model"


def test_slices_are_images_with_their_own_markers_and_masks(files: Path, model: Path) -> None:
    project = open_project(files / "p.flim").project
    assert [entry.stem for entry in project.images] == [f"scan_z000{z}" for z in range(3, 8)]
    assert [entry.role for entry in project.images] == ["test", "train", "train", "test", "test"]
    assert {entry.mask for entry in project.images} == {"../labels/scan.nii.gz"}
    assert {entry.dtype for entry in project.images} == {"float32"}
    assert ok_json("build", files / "p.flim", "--out", model, "--verify")["identical"]


def test_a_model_predicts_every_slice_as_it_learned(files: Path, model: Path) -> None:
    ok("predict", model, files / "images", "--out", files / "out")
    written = {path.name for path in (files / "out").iterdir()}
    assert written == {f"scan_z{z:04d}.png" for z in range(DEPTH)}


def test_chosen_slices_are_predicted(files: Path, model: Path) -> None:
    words = ("predict", model, files / "images", "--out", files / "out", "--slices", "y=18")
    (result,) = ok_json(*words)["results"]
    assert result["selection"] == {
        "at": [{"axis": "y", "index": 18}],
        "channels": [],
        "window": [-1000.0, 200.0],
    }
    assert result["saliency"] == [str(files / "out" / "scan_y0018.png")]


def test_a_label_volume_is_measured_slice_by_slice(files: Path, model: Path) -> None:
    output = ok_json(
        *("evaluate", model, "--images", files / "images", "--labels", files / "labels"),
        *("--slices", "z=4:7", "--pictures", files / "strips"),
    )["results"][0]
    assert list(output["per_image"]) == ["scan_z0004", "scan_z0005", "scan_z0006"]
    assert output["fbeta_max"] > 0.8
    assert (files / "strips" / "scan_z0004_strip.png").is_file()


def test_markers_are_exported_by_slice(files: Path, model: Path) -> None:
    ok("export", files / "p.flim", files / "seeds", "--to", "seeds")
    assert {path.name for path in (files / "seeds").iterdir()} == {
        "scan_z0004-seeds.txt",
        "scan_z0005-seeds.txt",
    }


def test_further_slices_are_added_to_known_ones(files: Path, model: Path) -> None:
    output = ok_json(
        *("import", files / "p.flim", "--images", files / "images", "--slices", "z=7:9"),
        *("--window", "-1000", "200"),
    )
    assert output["images"] == 2
    assert len(open_project(files / "p.flim").project.images) == 6


def test_channels_of_a_stack(tmp_path: Path) -> None:
    stack = np.stack([values() + 1000] * 3, axis=1).clip(0).astype(np.uint16)
    tifffile.imwrite(
        tmp_path / "s.ome.tif", stack, ome=True, photometric="minisblack",
        metadata={"axes": "ZCYX", "Channel": {"Name": ["DAPI", "GFP", "RFP"]}},
    )  # fmt: skip
    described = ok_json("info", tmp_path / "s.ome.tif")
    assert described["channel_names"] == ["DAPI", "GFP", "RFP"]
    assert "DAPI, GFP, RFP" in ok("info", tmp_path / "s.ome.tif").stdout
    ok("new", tmp_path / "p.flim", tmp_path / "s.ome.tif", "--slices", "2:4", "--channels", "2,0")
    (first, _) = ok_json("info", tmp_path / "p.flim")["images"]
    assert first["shape"] == [SIDE, SIDE, 2]
    assert first["selection"]["channels"] == [2, 0]


def test_a_dicom_series_is_in_anatomical_order(tmp_path: Path) -> None:
    (tmp_path / "series").mkdir()
    for number, place in enumerate([3.0, 1.0, 2.0, 0.0]):
        content = dicom(
            (values()[number] + 1000).astype(np.uint16),
            ImagePositionPatient=[0, 0, place],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            SeriesInstanceUID="1.2.3",
            WindowCenter=500,
            WindowWidth=1000,
        )
        (tmp_path / "series" / f"IM{number}").write_bytes(content)
    words = ("new", tmp_path / "p.flim", tmp_path / "series")
    output = ok_json(*words, "--slices", "z=1:4:2", "--header-window")
    assert output["images"] == ["IM1", "IM0"]
    chosen = open_project(tmp_path / "p.flim").project.images[0].selection
    assert chosen is not None
    assert chosen.window == (0.0, 999.0)


class TestRefused:
    def test_a_volume_without_a_choice(self, files: Path) -> None:
        message = refused("new", files / "p.flim", files / "images")
        assert "is a stack (z 0 to 9 (axial, from inferior to superior), y 0 to 39" in message
        assert message.endswith("choose images of it, for example --slices z=0:10")
        assert not (files / "p.flim").exists()

    def test_floats_without_a_window(self, tmp_path: Path) -> None:
        tifffile.imwrite(
            tmp_path / "f.tif", np.linspace(-5, 9, 12, dtype=np.float32).reshape(3, 4)
        )
        message = refused("new", tmp_path / "p.flim", tmp_path / "f.tif")
        assert "holds floats from -5 to 9, where [0, 1] is expected; choose a window" in message
        ok("new", tmp_path / "p.flim", tmp_path / "f.tif", "--window", "-5", "9")

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            (("--slices", "z=12"), "has z 0 to 9; --slices chooses none of them"),
            (("--slices", "t=0"), "has no axis 't' to choose on"),
            (("--slices", "z=x"), "--slices 'x': write 7, 10:40"),
            (("--slices", "z=0", "--channels", "1"), "has channels 0 to 0; channel 1 is outside"),
            (("--slices", "z=0", "--window", "5", "1"), "--window: the low end 5"),
            (("--slices", "z=0", "--header-window"), "its header proposes no window"),
        ],
    )
    def test_options(self, files: Path, options: tuple[str, ...], reason: str) -> None:
        assert reason in refused("new", files / "p.flim", files / "images", *options)

    def test_a_mask_of_another_depth(self, files: Path) -> None:
        small = nibabel.Nifti1Image(np.zeros((SIDE, SIDE, 4), np.uint8), np.eye(4))
        nibabel.save(small, files / "labels" / "scan.nii.gz")
        message = refused(
            *("import", files / "p.flim", "--images", files / "images", "--slices", "z=5"),
            *("--window", "-1000", "200", "--labels", files / "labels", "--strict"),
        )
        assert "scan.nii.gz: has z 0 to 3; z 5 is outside" in message

    def test_a_truncated_volume(self, files: Path) -> None:
        path = files / "images" / "scan.nii.gz"
        path.write_bytes(path.read_bytes()[:3000])
        message = refused("new", files / "p.flim", path, "--slices", "z=5")
        assert "scan.nii.gz: " in message
