"""Messages of readers are one short line, whatever the name and content of a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flimbuilder.errors import FlimError, InputError, file_message, short_path
from flimbuilder.exchange.arch_json import load_architecture, read_arch_json
from flimbuilder.exchange.files import read_text
from flimbuilder.exchange.flim_folder import read_flim_folder
from flimbuilder.exchange.labelme import read_labelme
from flimbuilder.exchange.marker_files import find_marker_files, read_markers
from flimbuilder.exchange.mimg import read_mimg
from flimbuilder.exchange.seeds import read_seeds

READERS: dict[str, Callable[[Path], object]] = {
    "seeds": lambda path: read_seeds(path, (3, 4)),
    "labelme": lambda path: read_labelme(path, (), (3, 4)),
    "markers": lambda path: read_markers(path, (3, 4), ()),
    "architecture": load_architecture,
    "arch.json": read_arch_json,
    "model folder": read_flim_folder,
    "mimg": read_mimg,
}


def test_a_message_keeps_the_end_of_a_long_path() -> None:
    path = Path("folder" * 600) / "egg.json"
    message = file_message(path, "line 3: is wrong")
    assert message.startswith("...folderfolder")
    assert message.endswith("/egg.json: line 3: is wrong")
    assert len(message) == 300
    assert file_message(Path("egg.json"), "is wrong") == "egg.json: is wrong"
    assert len(file_message(path, "very " * 1000)) == 300
    assert short_path(Path("a\nb")) == r"a\nb"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("suffix", [".txt", ".json", ".png", ".npy"])
def test_names_of_4000_letters(reader: str, suffix: str) -> None:
    with pytest.raises(FlimError) as caught:
        READERS[reader](Path("x" * 4000 + suffix))
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("reader", READERS)
def test_long_nonsense(reader: str, tmp_path: Path) -> None:
    for content in (
        b"x" * 5000,
        b'"' + b"x" * 5000 + b'"',
        b"[" + b"1," * 5000 + b"1]",
        b"1 " * 5000,
    ):
        path = tmp_path / "egg.json"
        path.write_bytes(content)
        with pytest.raises(FlimError) as caught:
            READERS[reader](path)
        assert len(str(caught.value)) <= 300
        assert "\n" not in str(caught.value)


def test_a_folder_of_a_long_name_without_markers() -> None:
    with pytest.raises(FlimError) as caught:
        read_markers(find_marker_files(Path("x" * 4000), [])[0], (3, 4), ())
    assert len(str(caught.value)) <= 300


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\u00e9gg".encode(encoding))
    assert read_text(path, InputError) == "\u00e9gg"


def test_a_text_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\u5375".encode("gbk"))
    with pytest.raises(InputError, match="byte 0xc2 at offset 0 is not UTF-8; save the file as"):
        read_text(path, InputError)
    with pytest.raises(InputError, match="has 2 bytes; at most 1"):
        read_text(path, InputError, max_bytes=1)
