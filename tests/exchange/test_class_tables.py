"""Tables of classes and of centres."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.exchange.class_tables import (
    ClassTable,
    match_classes,
    read_centres,
    read_class_table,
    read_classes,
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "classes.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "image,class\na.png,egg\nb,larva\n",
        "\ufeffimage ID;class label\r\na.png;egg\r\nb;larva\r\n",
        'name\tkind\textra\n\n"a.png"\t egg \tx\nb\tlarva\n',
    ],
)
def test_titles_and_separators_are_free(tmp_path: Path, text: str) -> None:
    assert read_classes(written(tmp_path, text)) == {"a.png": "egg", "b": "larva"}


def test_groups_are_read_from_their_column(tmp_path: Path) -> None:
    path = written(tmp_path, "image,class,slide\na,1,s1\nb,2,s1\n")
    assert read_class_table(path, "slide").groups == {"a": "s1", "b": "s1"}
    with pytest.raises(InputError, match="has no column 'patient'; it has image, class, slide"):
        read_class_table(path, "patient")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("image,class\n", "has no rows below its titles"),
        ("image\na\n", "has one column; give two"),
        ("image,class\na,1\na,2\n", "line 3: 'a' is given twice"),
        ("image,class\na,1\n\nb,\n", "line 4: image or class is missing"),
        ("image,class\na\0,1\n", "is no table of text"),
        (
            f"image,class\na,{'b' * 101}\n",
            "line 2: the class has more than 100 characters; shorten",
        ),
    ],
)
def test_unusable_tables(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_classes(written(tmp_path, text))


def test_unreadable_tables(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read: No such file"):
        read_classes(tmp_path / "none.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes(b"image,class\na,\xe9\n")
    with pytest.raises(InputError, match="is no text in UTF-8"):
        read_classes(path)


def table(*names: str) -> ClassTable:
    return ClassTable(Path("classes.csv"), dict.fromkeys(names, "x"), {})


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("a.png", "a.png"),
        ("a", "a.png"),
        ("a.bmp", "a.png"),
        ("scan", "scan.nii.gz"),
        ("1", "001.png"),
        ("001", "1.bmp"),
        ("cell.2", "cell.2.png"),
        ("1.5", "1.5.png"),
    ],
)
def test_names_match_files(given: str, file: str) -> None:
    matched = match_classes(table(given), [file, "other.png"])
    assert matched.rows == {file: given}
    assert matched.without_class == ("other.png",)
    assert matched.without_image == ()


def test_exact_names_come_before_numbers() -> None:
    matched = match_classes(table("1", "01", "7"), ["1.png", "01.png"])
    assert matched.rows == {"1.png": "1", "01.png": "01"}
    assert matched.without_image == ("7",)


def test_ambiguous_names_are_refused() -> None:
    with pytest.raises(InputError, match=r"'a' may be a.png, a.jpg; give the name with its"):
        match_classes(table("a"), ["a.png", "a.jpg"])
    with pytest.raises(InputError, match=r"'a.png' and 'a' are one image"):
        match_classes(table("a.png", "a"), ["a.png"])
    with pytest.raises(InputError, match=r"names none of 2 images \(b.png, c.png"):
        match_classes(table("a"), ["b.png", "c.png"])


def test_a_row_of_titles_is_missed(tmp_path: Path) -> None:
    found = read_class_table(written(tmp_path, "1,egg\n2,larva\n"))
    with pytest.raises(InputError, match=r"its first row names the image 001\.png; put a row of"):
        match_classes(found, ["001.png", "002.png"])
    titled = ClassTable(Path("c.csv"), {"1": "x", "image": "y"}, {}, ("image", "class"))
    assert len(match_classes(titled, ["1.png", "image.png"]).rows) == 2


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=80), as_text=st.text(max_size=60))
def test_any_file_gives_a_table_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, as_text: str
) -> None:
    path, messages = tmp_path_factory.getbasetemp() / "any.csv", list[str]()
    for part in (content, as_text.encode("utf-8", "surrogatepass")):
        path.write_bytes(part)
        for read in (read_classes, read_centres):
            try:
                read(path)
            except InputError as error:
                messages.append(str(error))
    assert all("\n" not in message and len(message) <= 300 for message in messages)


def test_centres_are_rows_and_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y,class\n594,95,0\n1.5,2,egg\n")
    centres, classes = read_centres(path)
    np.testing.assert_array_equal(centres, [[95, 594], [2, 1.5]])
    assert classes == ("0", "egg")
    centres, classes = read_centres(written(tmp_path, "row,col\n3,4\n"))
    np.testing.assert_array_equal(centres, [[3, 4]])
    assert classes == ()
    assert read_centres(written(tmp_path, "x,y\n"))[0].shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "has the columns a, b; give x and y, or row and col"),
        ("x,y\n1,two\n", "line 2: '1,two' is no centre"),
        ("x,y\n1\n", "line 2: '1' is no centre"),
        ("x,y\n1,nan\n", "a centre that is not finite"),
    ],
)
def test_unusable_centres(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_centres(written(tmp_path, text))
