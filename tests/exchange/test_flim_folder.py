"""Invalid model folders; each message names the file, the value and what is expected."""

import json
import os
import pickle
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ArchitectureError, FlimError, ModelError
from flimbuilder.exchange.flim_folder import dump_counted, dump_numbers, read_flim_folder
from flimbuilder.exchange.foreign_models import export_flim_folder, import_flim_folder
from flimbuilder.project.architecture import Pooling
from tests.exchange import literal_flim as literal
from tests.exchange.test_foreign_models import layers
from tests.learned_models import learned_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of libift with USE_BIAS that has all files, labels included."""
    blocks = layers(3)
    for block in blocks:
        block.labels = [1 + kernel % 2 for kernel in range(block.kernels.shape[3])]
    return literal.write_folder(tmp_path / "libift", blocks, "libift USE_BIAS", "raster")


def npy(array: object) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, np.asarray(array), allow_pickle=True)

    return write


def text(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(content) and None


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def huge_header(path: Path) -> None:
    """Announce 40 GB of numbers."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (27, 400000000), }"
    header += b" " * (118 - len(header)) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + b"\0" * 99)


def huge_and_fitting(path: Path) -> None:
    """Announce the largest allowed number of kernels without writing them."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (27, 65535), }"
    header += b" " * (118 - len(header)) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + b"\0" * 99)


def npy_header(header: bytes) -> Callable[[Path], None]:
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    return lambda path: path.write_bytes(content) and None


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"kernels": 1}))


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


KERNELS = "conv1-kernels.npy"
BAD = {
    "kernels missing": (KERNELS, Path.unlink, "No such file"),
    "kernels cut": (KERNELS, cut, "bytes of numbers, but shape (27, 5) needs 540"),
    "kernels longer": (
        KERNELS,
        lambda path: path.write_bytes(path.read_bytes() + b"1") and None,
        "holds 541 bytes of numbers",
    ),
    "kernels empty": (KERNELS, lambda path: path.write_bytes(b"") and None, "is not an NPY file"),
    "kernels are a folder": (KERNELS, a_folder, "is a folder; a regular file is needed"),
    "kernels are a FIFO": (KERNELS, fifo, "is a FIFO; a regular file is needed"),
    "kernels of float64": (KERNELS, npy(np.zeros((27, 5))), "holds float64, not float32"),
    "kernels of integers": (KERNELS, npy(np.zeros((27, 5), int)), "holds int64, not float32"),
    "kernels of complex": (KERNELS, npy(np.zeros((27, 5), "c8")), "holds complex64"),
    "kernels pickled in npy": (KERNELS, npy(np.array([{}], object)), "holds object, not"),
    "kernels pickled": (KERNELS, pickled, "is not an NPY file"),
    "kernels of one dimension": (KERNELS, npy(np.zeros(27, "f4")), "has shape (27,)"),
    "kernels of no dimension": (KERNELS, npy(np.float32(1)), "has shape ()"),
    "kernels of three": (KERNELS, npy(np.zeros((3, 3, 3), "f4")), "has shape (3, 3, 3)"),
    "kernels of another size": (KERNELS, npy(np.zeros((28, 5), "f4")), "(9 x channels"),
    "no kernels": (KERNELS, npy(np.zeros((27, 0), "f4")), "has shape (27, 0)"),
    "no taps": (KERNELS, npy(np.zeros((0, 5), "f4")), "has shape (0, 5)"),
    "deeper kernels of another block": (
        "conv2-kernels.npy", npy(np.zeros((27, 5), "f4")), "needs (25 x 5, kernels)",
    ),
    "kernels with NaN": (KERNELS, npy(np.full((27, 5), np.nan, "f4")), "NaN or infinite"),
    "a huge header": (KERNELS, huge_header, "has shape (27, 400000000)"),
    "kernels announced": (KERNELS, huge_and_fitting, "but shape (27, 65535) needs 7077780"),
    "a header of code": (
        KERNELS,
        lambda path: path.write_bytes(
            b"\x93NUMPY\x01\x00" + struct.pack("<H", 30) + b"__import__('os').getcwd()    \n"
        )
        and None,
        "is not an NPY file",
    ),
    "an unclosed header": (
        KERNELS, npy_header(b"{'descr': '<f4', 'shape': (27,\n"), "is not an NPY file",
    ),
    "an unclosed text": (KERNELS, npy_header(b"{'descr': '<f4\n"), "is not an NPY file"),
    "a nested header": (KERNELS, npy_header(b"(" * 9000 + b"\n"), "is not an NPY file"),
    "a shape of many digits": (
        KERNELS,
        npy_header(
            b"{'descr': '<f4', 'fortran_order': False, 'shape': (" + b"9" * 5000 + b", 5)}\n"
        ),
        "is not an NPY file",
    ),
    "a shape of names": (
        KERNELS,
        npy_header(b"{'descr': '<f4', 'fortran_order': False, 'shape': ('a', True)}\n"),
        "is not an NPY file",
    ),
    "version 9 of NPY": (
        KERNELS, lambda path: path.write_bytes(b"\x93NUMPY\x09\x00xx") and None, "version 9.0",
    ),
    "mean short": ("conv1-mean.txt", text("0.1 0.2 "), "has 2 numbers instead of 3"),
    "mean long": ("conv1-mean.txt", text("1 2 3 4"), "has 4 numbers instead of 3"),
    "mean of words": ("conv1-mean.txt", text("0.1 0.2 x"), "'x' is not a number"),
    "mean infinite": ("conv1-mean.txt", text("0.1 0.2 1e99"), "NaN or infinite"),
    "mean not text": ("conv1-mean.txt", lambda path: path.write_bytes(b"1\xff1") and None,
                      "is not UTF-8"),
    "mean a folder": ("conv1-mean.txt", a_folder, "is a folder"),
    "deviation of 0": ("conv2-stdev.txt", text("1 1 0 1 1"), "deviation that is not above 0"),
    "deviation below 0": ("conv2-stdev.txt", text("1 1 -1 1 1"), "that is not above 0"),
    "bias of another count": ("conv1-bias.txt", text("4\n1 2 3 4"), "begins with '4'"),
    "bias short": ("conv1-bias.txt", text("5\n1 2 3 4"), "has 4 numbers instead of 5"),
    "bias empty": ("conv1-bias.txt", text(""), "begins with ''"),
    "bias NaN": ("conv1-bias.txt", text("5\n1 2 3 4 nan"), "NaN or infinite"),
    "bias huge": ("conv1-bias.txt", text("5\n" + "1 " * 8_000_001), "at most 16000000"),
    "labels of another count": ("conv1-labels.txt", text("6\n1 1 1 2 2 2"), "begins with '6'"),
    "labels broken": ("conv1-labels.txt", text("5\n1 1 1.5 2 2"), "label 1.5 is not a whole"),
    "labels below 0": ("conv1-labels.txt", text("5\n1 1 -1 2 2"), "label -1 is not a whole"),
    "labels huge": ("conv1-labels.txt", text("5\n1 1 1e9 2 2"), "label 1e+09 is not a whole"),
    "arch missing": ("arch.json", Path.unlink, "has no arch.json; name the architecture file"),
    "arch cut": ("arch.json", cut, "is not JSON"),
    "arch a list": ("arch.json", text("[]"), ""),
    "arch without layers": ("arch.json", text('{"nlayers": 1, "stdev_factor": 1}'), "no layer1"),
    "arch of another pooling": (
        "arch.json",
        lambda path: path.write_text(path.read_text().replace("avg_pool", "min_pool", 1)) and None,
        "libift ignores 'min_pool'",
    ),
    "arch with an even kernel": (
        "arch.json",
        lambda path: path.write_text(path.read_text().replace("3,", "4,", 2)) and None,
        "",
    ),
    "settings broken": ("flimbuilder.json", text("{"), "flimbuilder.json"),
    "settings of another kind": ("flimbuilder.json", text('{"format": "x"}'), "format"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input(folder: Path, case: str) -> None:
    name, damage, words = BAD[case]
    damage(folder / name)
    with pytest.raises(FlimError) as caught:
        import_flim_folder(folder)
    message = str(caught.value)
    assert words in message
    assert message.removeprefix("can't read ").startswith(str(folder))
    assert "\n" not in message
    assert len(message) < 300


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        read_flim_folder(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="is not a folder"):
        read_flim_folder(tmp_path / "file")


def test_statistics_are_needed_without_a_bias(folder: Path) -> None:
    (folder / "conv1-bias.txt").unlink()
    (folder / "conv1-mean.txt").unlink()
    with pytest.raises(ModelError, match=r"can't read .*conv1-mean\.txt"):
        read_flim_folder(folder)


def test_a_bias_needs_no_statistics(folder: Path) -> None:
    for path in (*folder.glob("*-mean.txt"), *folder.glob("*-stdev.txt")):
        path.unlink()
    assert [block.mean for block in read_flim_folder(folder).blocks] == [None] * 4


def test_column_major_and_big_endian_kernels(folder: Path) -> None:
    expected = read_flim_folder(folder).blocks[0].kernels
    path = folder / KERNELS
    matrix = np.load(path)
    np.save(path, np.asfortranarray(matrix.astype(">f4")))
    np.testing.assert_array_equal(read_flim_folder(folder).blocks[0].kernels, expected)


def test_the_architecture_file_may_be_elsewhere(folder: Path, tmp_path: Path) -> None:
    expected = read_flim_folder(folder).architecture
    elsewhere = tmp_path / "any.json"
    shutil.move(folder / "arch.json", elsewhere)
    assert read_flim_folder(folder, elsewhere).architecture == expected
    shutil.move(elsewhere, folder / "architecture.json")
    assert read_flim_folder(folder).architecture == expected


def test_intrinsic_dilation_is_ignored(folder: Path) -> None:
    before = read_flim_folder(folder)
    document = json.loads((folder / "arch.json").read_text())
    document["apply_intrinsic_atrous"] = True
    (folder / "arch.json").write_text(json.dumps(document))
    after = read_flim_folder(folder)
    assert after.architecture == before.architecture
    assert any("apply_intrinsic_atrous" in note for note in after.notes)
    document["apply_intrinsic_atrous"] = "yes"
    (folder / "arch.json").write_text(json.dumps(document))
    with pytest.raises(ArchitectureError, match="apply_intrinsic_atrous"):
        read_flim_folder(folder)


def test_an_export_keeps_pooling_of_even_size(tmp_path: Path) -> None:
    block = (
        learned_model().document.architecture.blocks[0].with_(pooling=Pooling(size=2, stride=2))
    )
    export_flim_folder(learned_model(blocks=(block,)), tmp_path)
    folder = read_flim_folder(tmp_path)
    assert folder.architecture.blocks[0].pooling == block.pooling
    assert folder.notes == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"outside": ["zero"]},
        {"channels": 5, "input": "rgb"},
        {"tap_order": "spiral"},
        {"input": "cmyk"},
        {"more": 1},
    ],
)
def test_settings_that_do_not_fit(tmp_path: Path, changes: dict[str, object]) -> None:
    export_flim_folder(learned_model(), tmp_path)
    path = tmp_path / "flimbuilder.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(ModelError, match=r"flimbuilder\.json"):
        import_flim_folder(tmp_path)


def test_numbers_are_written_as_short_as_they_read_back() -> None:
    numbers = np.array([0.1, 1 / 3, 1e-30, -0.0, 123456.79], np.float32)
    written = dump_numbers(numbers).decode()
    assert written == "0.1 0.33333334 1e-30 -0.0 123456.79"
    assert dump_counted(np.array([2, 1])) == b"2\n2 1"
    again = np.array([float(word) for word in written.split()], np.float32)
    np.testing.assert_array_equal(again, numbers)
