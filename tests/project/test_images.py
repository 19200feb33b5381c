"""Entries of image files, and updates of their paths."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from flimbuilder.errors import ImageError
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import image_entry, rebase, relink
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry, Project


def image(path: Path, content: bytes = b"pixels") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def entry_of(folder: Path, path: Path, mask: Path | None = None) -> ImageEntry:
    return image_entry(folder, path, (2, 3, 1), "uint8", "train", mask)


class TestEntry:
    def test_all_of_it(self, tmp_path: Path) -> None:
        path = image(tmp_path / "images" / "Blood 7.png", b"abc")
        mask = image(tmp_path / "labels" / "Blood 7.png")
        folder = tmp_path / "P.flim"
        assert image_entry(folder, path, (4, 5, 3), "uint16", "test", mask) == ImageEntry(
            id="blood-7-ba7816bf",
            path="../images/Blood 7.png",
            absolute=str(path.resolve()),
            sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            size=3,
            shape=(4, 5, 3),
            dtype="uint16",
            role="test",
            mask="../labels/Blood 7.png",
        )

    def test_an_unknown_pixel_size_is_not_written(self, tmp_path: Path) -> None:
        entry = entry_of(tmp_path / "P.flim", image(tmp_path / "a.png"))
        assert entry.pixel_size is None
        assert "pixel_size" not in entry.model_dump()
        known = entry.with_(pixel_size=PixelSize(height=0.5, width=0.25))
        assert known.model_dump()["pixel_size"] == {"height": 0.5, "width": 0.25}
        assert ImageEntry.model_validate_json(known.model_dump_json()) == known

    def test_inside_the_project_there_is_no_absolute_path(self, tmp_path: Path) -> None:
        entry = entry_of(tmp_path / "P.flim", image(tmp_path / "P.flim" / "images" / "a.png"))
        assert (entry.path, entry.absolute) == ("images/a.png", None)

    def test_on_another_drive_there_is_only_the_absolute_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def other_drive(path: Path, start: Path) -> str:
            raise ValueError("path is on mount 'D:', start on mount 'C:'")

        path = image(tmp_path / "a.png").resolve()
        monkeypatch.setattr(os.path, "relpath", other_drive)
        entry = entry_of(tmp_path / "P.flim", path)
        assert (entry.path, entry.absolute) == (path.as_posix(), str(path))
        assert ImageFinder(tmp_path / "P.flim").locate(entry) == path

    @pytest.mark.parametrize(
        ("stem", "slug"),
        [
            ("Größe_1", "groe_1"),
            ("a..b", "a-b"),
            (".hidden", "hidden"),
            ("--x--", "x"),
            ("藻", "image"),
            ("CON", "con"),
            ("x" * 150, "x" * 100),
        ],
    )
    def test_an_id_names_a_file_anywhere(self, tmp_path: Path, stem: str, slug: str) -> None:
        digest = hashlib.sha256(b"pixels").hexdigest()[:8]
        entry = entry_of(tmp_path / "P.flim", image(tmp_path / f"{stem}.png"))
        assert entry.id == f"{slug}-{digest}"

    def test_an_id_depends_on_name_and_content_alone(self, tmp_path: Path) -> None:
        first = entry_of(tmp_path / "P.flim", image(tmp_path / "one" / "a.png"))
        same = entry_of(tmp_path / "Q.flim", image(tmp_path / "two" / "a.png"))
        other = entry_of(tmp_path / "P.flim", image(tmp_path / "three" / "a.png", b"other"))
        assert first.id == same.id != other.id

    def test_a_link_keeps_its_name(self, tmp_path: Path) -> None:
        real = image(tmp_path / "store" / "0001.png")
        (tmp_path / "images").mkdir()
        link = tmp_path / "images" / "leaf.png"
        link.symlink_to(real)
        entry = entry_of(tmp_path / "P.flim", link)
        assert entry.path == "../images/leaf.png"
        assert entry.id.startswith("leaf-")

    def test_paths_through_linked_folders_are_resolved(self, tmp_path: Path) -> None:
        (tmp_path / "real" / "deep" / "P.flim").mkdir(parents=True)
        (tmp_path / "P.flim").symlink_to(tmp_path / "real" / "deep" / "P.flim")
        path = image(tmp_path / "a.png")
        entry = entry_of(tmp_path / "P.flim", path)
        assert entry.path == "../../../a.png"
        assert ImageFinder(tmp_path / "P.flim").locate(entry) == path.resolve()

    def test_no_image(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match=r"can't read .*none\.png"):
            entry_of(tmp_path, tmp_path / "none.png")
        with pytest.raises(ImageError, match="is a folder"):
            entry_of(tmp_path, tmp_path)

    @pytest.mark.skipif(os.name == "nt", reason="names are text there")
    def test_a_name_that_is_not_utf_8(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match=r"\\udcff.*: its name is not UTF-8; rename it"):
            entry_of(tmp_path, tmp_path / os.fsdecode(b"a\xff.png"))


class TestRelink:
    def test_moved_images_are_found_and_the_others_left(self, tmp_path: Path) -> None:
        folder = tmp_path / "P.flim"
        paths = [image(tmp_path / "old" / f"{n}.png", bytes([n])) for n in range(3)]
        mask = image(tmp_path / "old" / "masks" / "0.png")
        entries = [entry_of(folder, path, mask if path.stem == "0" else None) for path in paths]
        project = Project(images=tuple(entries))
        assert relink(project, folder, [tmp_path]) == project
        archive = tmp_path / "new" / "archive" / "2021"
        shutil.copytree(tmp_path / "old", archive)
        shutil.rmtree(tmp_path / "old")
        (archive / "0.png").rename(archive / "renamed.png")
        (archive / "2.png").unlink()
        found = relink(project, folder, [tmp_path / "new"])
        assert [entry.path for entry in found.images] == [
            "../new/archive/2021/renamed.png",
            "../new/archive/2021/1.png",
            "../old/2.png",
        ]
        assert found.images[0].mask == "../new/archive/2021/masks/0.png"
        assert found.images[0].absolute == str(archive.resolve() / "renamed.png")
        assert [entry.id for entry in found.images] == [entry.id for entry in project.images]
        assert (
            ImageFinder(folder).locate_mask(found.images[0])
            == archive.resolve() / "masks" / "0.png"
        )

    def test_a_changed_image_is_found_again_elsewhere(self, tmp_path: Path) -> None:
        path = image(tmp_path / "a.png", b"first")
        project = Project(images=(entry_of(tmp_path / "P.flim", path),))
        image(tmp_path / "kept" / "deep" / "x.png", b"first")
        image(path, b"other")
        (found,) = relink(project, tmp_path / "P.flim", [tmp_path / "kept"]).images
        assert found.path == "../kept/deep/x.png"


def test_rebasing_there_and_back(tmp_path: Path) -> None:
    folder = tmp_path / "P.flim"
    mask = image(tmp_path / "m.png")
    project = Project(images=(entry_of(folder, image(tmp_path / "i" / "a.png"), mask),))
    there = rebase(project, folder, tmp_path / "x" / "y" / "Q.flim")
    assert (there.images[0].path, there.images[0].mask) == ("../../../i/a.png", "../../../m.png")
    assert rebase(there, tmp_path / "x" / "y" / "Q.flim", folder) == project
