"""Finding images and masks, and refusals of other files."""

import os
import shutil
from pathlib import Path

import pytest

from flimbuilder.errors import ImageError, ProjectError
from flimbuilder.project import files
from flimbuilder.project import finder as finder_module
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import ImageEntry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project folder two levels down, with room for moves around it."""
    folder = tmp_path / "work" / "P.flim"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def entry(folder: Path) -> ImageEntry:
    path = folder.parent / "images" / "a.png"
    path.parent.mkdir()
    path.write_bytes(b"pixels")
    return image_entry(folder, path, (2, 3, 1), "uint8")


def refused(folder: Path, entry: ImageEntry) -> str:
    with pytest.raises(ImageError) as caught:
        ImageFinder(folder).locate(entry)
    text = str(caught.value)
    assert "\n" not in text
    assert entry.id in text
    assert "'flimbuilder import PROJECT --images DIR' finds it again" in text
    return text


class TestFinding:
    def test_by_the_recorded_path(self, folder: Path, entry: ImageEntry) -> None:
        assert ImageFinder(folder).locate(entry) == folder.parent.resolve() / "images" / "a.png"

    def test_by_the_absolute_path(self, folder: Path, entry: ImageEntry, tmp_path: Path) -> None:
        moved = tmp_path / "far" / "away" / "P.flim"
        shutil.move(folder, moved)
        assert (
            ImageFinder(moved).locate(entry) == (tmp_path / "work" / "images" / "a.png").resolve()
        )

    @pytest.mark.parametrize(
        "place",
        ["P.flim/b.png", "P.flim/images/b.png", "b.png", "other/b.png"],
        ids=["in the project", "in a folder of it", "beside it", "in a folder beside it"],
    )
    def test_by_content(self, folder: Path, entry: ImageEntry, place: str) -> None:
        target = folder.parent / place
        target.parent.mkdir(exist_ok=True)
        (folder.parent / "images" / "a.png").rename(target)
        assert ImageFinder(folder).locate(entry) == target.resolve()

    def test_not_two_folders_away(self, folder: Path, entry: ImageEntry, tmp_path: Path) -> None:
        target = folder.parent / "other" / "deep" / "a.png"
        target.parent.mkdir(parents=True)
        (folder.parent / "images" / "a.png").rename(target)
        text = refused(folder, entry)
        assert "is missing, and no file with its content is in " in text
        assert str(folder) in text
        assert ImageFinder(folder, [tmp_path]).locate(entry) == target.resolve()

    def test_a_file_of_the_same_name_and_size_is_not_it(
        self, folder: Path, entry: ImageEntry
    ) -> None:
        (folder.parent / "images" / "a.png").unlink()
        (folder.parent / "other").mkdir()
        (folder.parent / "other" / "a.png").write_bytes(b"PIXELS")
        assert "is missing, and no file" in refused(folder, entry)

    def test_hidden_folders_and_endless_links_are_left_out(
        self, folder: Path, entry: ImageEntry, tmp_path: Path
    ) -> None:
        (tmp_path / ".trash").mkdir()
        (folder.parent / "images" / "a.png").rename(tmp_path / ".trash" / "a.png")
        (tmp_path / "loop").symlink_to(tmp_path)
        assert ImageFinder(folder, [tmp_path]).find(entry) is None

    def test_a_search_ends(
        self, folder: Path, entry: ImageEntry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        many = tmp_path / "many"
        many.mkdir()
        for number in range(5):
            (many / f"{number}.txt").write_text("")
        (folder.parent / "images" / "a.png").rename(many / "z.png")
        monkeypatch.setattr(finder_module, "MAX_FILES", 5)
        assert ImageFinder(folder, [many]).find(entry) is None
        monkeypatch.setattr(finder_module, "MAX_FILES", 6)
        assert ImageFinder(folder, [many]).find(entry) == many / "z.png"

    def test_a_folder_that_is_not_there(self, folder: Path, entry: ImageEntry) -> None:
        assert ImageFinder(folder, [folder / "none"]).locate(entry).name == "a.png"


class TestRefusals:
    def test_changed_content(self, folder: Path, entry: ImageEntry) -> None:
        path = folder.parent / "images" / "a.png"
        for content in [b"PIXELS", b"more pixels"]:
            path.write_bytes(content)
            text = refused(folder, entry)
            assert text.startswith(f"{path.resolve()}: is not the file of image")
            assert "that the markers were drawn on" in text

    def test_an_unreadable_image_is_not_reported_as_changed(
        self, folder: Path, entry: ImageEntry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(path: Path) -> str:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(files, "_digest", forbidden)
        text = refused(folder, entry)
        assert "a.png: Permission denied; " in text
        assert "allow reading it" in text
        assert "has changed" not in text

    @pytest.mark.parametrize("path", ["../../secret.txt", "../images/../../secret.txt"])
    def test_another_file_outside(
        self, folder: Path, entry: ImageEntry, tmp_path: Path, path: str
    ) -> None:
        (tmp_path / "secret.txt").write_text("secret")
        text = refused(folder, entry.with_(path=path))
        assert text.startswith(f"{tmp_path.resolve() / 'secret.txt'}: ")
        assert "is not the file of image" in text

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices on this system")
    @pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
    def test_a_device(self, folder: Path, entry: ImageEntry, path: str) -> None:
        climbing = "../" * len(folder.parts) + path[1:]
        for hostile in [path, climbing]:
            text = refused(folder, entry.with_(path=hostile))
            assert text.startswith(f"{path}: is a device, not image {entry.id}; ")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
    def test_a_fifo(self, folder: Path, entry: ImageEntry) -> None:
        os.mkfifo(folder / "pipe")
        assert "pipe: is a FIFO, not image" in refused(folder, entry.with_(path="pipe"))
        os.mkfifo(folder / "other")
        assert "is missing, and no file" in refused(
            folder, entry.with_(path="none", absolute=str(folder / "other"), sha256="0" * 64)
        )

    @pytest.mark.parametrize("path", [".", "..", "../..", "../images", "../images/", "/"])
    def test_a_folder(self, folder: Path, entry: ImageEntry, path: str) -> None:
        assert "is a folder, not image" in refused(folder, entry.with_(path=path))

    @pytest.mark.parametrize("path", ["a\0b", "x" * 4000, "a.png/b", "../images/a.png/x"])
    def test_paths_that_cannot_be(self, folder: Path, entry: ImageEntry, path: str) -> None:
        hostile = entry.with_(path=path, absolute="\0", sha256="0" * 64)
        assert "is missing, and no file" in refused(folder, hostile)

    def test_a_link_to_itself(self, folder: Path, entry: ImageEntry) -> None:
        (folder / "loop.png").symlink_to("loop.png")
        with pytest.raises(ImageError, match=r"can't access .*loop\.png: "):
            ImageFinder(folder).locate(entry.with_(path="loop.png"))

    def test_a_project_behind_links_in_a_circle(self, tmp_path: Path, entry: ImageEntry) -> None:
        (tmp_path / "loop").symlink_to("loop")
        with pytest.raises(ProjectError, match="loop: the links in its path form a loop"):
            ImageFinder(tmp_path / "loop").locate(entry)


class TestMasks:
    @pytest.fixture
    def masked(self, folder: Path, entry: ImageEntry) -> ImageEntry:
        (folder.parent / "labels").mkdir()
        (folder.parent / "labels" / "a.png").write_bytes(b"mask")
        return entry.with_(mask="../labels/a.png")

    def test_by_the_recorded_path(self, folder: Path, masked: ImageEntry) -> None:
        assert (
            ImageFinder(folder).locate_mask(masked) == folder.parent.resolve() / "labels" / "a.png"
        )

    def test_by_the_same_path_from_a_moved_image(
        self, folder: Path, masked: ImageEntry, tmp_path: Path
    ) -> None:
        for name in ["images", "labels"]:
            shutil.move(folder.parent / name, tmp_path / "set" / name)
        found = ImageFinder(folder, [tmp_path / "set" / "images"]).locate_mask(masked)
        assert found == (tmp_path / "set" / "labels" / "a.png").resolve()

    def test_by_name_in_searched_folders_but_never_the_image(
        self, folder: Path, masked: ImageEntry, tmp_path: Path
    ) -> None:
        shutil.move(folder.parent / "labels", tmp_path / "truth")
        images = folder.parent / "images"
        with pytest.raises(ImageError, match=r"labels/a\.png: the mask of image .* is missing"):
            ImageFinder(folder, [images]).locate_mask(masked)
        assert (
            ImageFinder(folder, [images, tmp_path / "truth"]).locate_mask(masked).read_bytes()
            == b"mask"
        )

    def test_no_mask(self, folder: Path, entry: ImageEntry) -> None:
        with pytest.raises(ImageError, match="has no mask"):
            ImageFinder(folder).locate_mask(entry)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
    def test_a_fifo_or_folder(self, folder: Path, entry: ImageEntry) -> None:
        os.mkfifo(folder / "pipe")
        for mask, kind in [("pipe", "a FIFO"), ("..", "a folder")]:
            with pytest.raises(ImageError, match=f"is {kind}, not the mask of"):
                ImageFinder(folder).locate_mask(entry.with_(mask=mask))
