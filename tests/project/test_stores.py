import shutil

import pytest

from flimbuilder.errors import ImageError, InputError
from flimbuilder.project.files import sha256_of
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import image_entry
from flimbuilder.project.stores import content_of, is_store


@pytest.fixture
def store(tmp_path):
    """Return a folder with the files of a Zarr store."""
    path = tmp_path / "images" / "slide.zarr"
    (path / "0" / "c").mkdir(parents=True)
    (path / "zarr.json").write_text("{}")
    (path / "0" / "zarr.json").write_text('{"shape": [3]}')
    for number in range(3):
        (path / "0" / "c" / str(number)).write_bytes(b"x" * (5 + number))
    return path


def entry_of(folder, store):
    return image_entry(folder, store, (4, 5, 3), "uint8")


def test_folders_that_are_images(store, tmp_path):
    assert is_store(store)
    assert is_store(store / "0")  # by its metadata
    assert not is_store(store / "0" / "c")
    assert not is_store(store / "zarr.json")
    assert not is_store(tmp_path / "no.zarr")


def test_the_content_of_a_file_is_that_of_its_bytes(tmp_path):
    file = tmp_path / "x"
    file.write_bytes(b"abc")
    assert content_of(file) == (sha256_of(file), 3)
    with pytest.raises(InputError):
        content_of(tmp_path)


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        (lambda store: (store / "0" / "c" / "1").write_bytes(b"x" * 7), False),
        (lambda store: (store / "0" / "c" / "1").unlink(), False),
        (lambda store: (store / "0" / "c" / "9").write_bytes(b""), False),
        (lambda store: (store / "0" / "zarr.json").write_text('{"shape": [4]}'), False),
        (lambda store: (store / "0" / "c" / "1").rename(store / "0" / "c" / "7"), False),
        (
            lambda store: (store / "labels").mkdir() or (store / "labels" / "a").write_text(""),
            True,
        ),
        (lambda store: (store / ".DS_Store").write_text("x"), True),
        (lambda store: None, True),
    ],
)
def test_what_changes_the_identity_of_a_store(store, change, is_same):
    before = content_of(store)
    change(store)
    assert (content_of(store) == before) == is_same


def test_links_in_a_circle_end(store):
    before = content_of(store)
    for name in "ab":
        (store / "0" / name).symlink_to(store, target_is_directory=True)
    assert content_of(store) == before
    (store / "0" / "broken").symlink_to(store / "nowhere")
    with pytest.raises(InputError, match=r"slide\.zarr"):
        content_of(store)


def test_a_store_is_found_where_it_was_moved(store, tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    entry = entry_of(project, store)
    assert entry.id.startswith("slide-")
    assert entry.size == content_of(store)[1]
    assert ImageFinder(project).locate(entry) == store
    moved = tmp_path / "other" / "deep" / "slide.zarr"
    moved.parent.mkdir(parents=True)
    store.rename(moved)
    assert ImageFinder(project, [tmp_path / "other"]).locate(entry) == moved
    with pytest.raises(ImageError, match=r"slide\.zarr: image slide-.* is missing"):
        ImageFinder(project).locate(entry)


def test_a_changed_store_is_another_image(store, tmp_path):
    entry = entry_of(tmp_path, store)
    (store / "0" / "c" / "1").unlink()
    with pytest.raises(ImageError, match=r"is not the file of image slide-"):
        ImageFinder(tmp_path).locate(entry)
    shutil.rmtree(store)
    store.mkdir()  # an empty folder of that name
    with pytest.raises(ImageError, match=r"is not the file of image slide-"):
        ImageFinder(tmp_path).locate(entry)
