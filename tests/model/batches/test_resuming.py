"""A decoding that stops anywhere goes on, and ends with the bytes of one that did not."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, ImageError, SaveError
from flimbuilder.model.batches import kept_maps, work
from flimbuilder.model.batches.work import WorkFolder, work_folder
from flimbuilder.project.files import LOCK_FILE, try_lock
from tests.model.batches.images import Inner, Pixels, decode, everything, noisy


def stopping_after(tiles: int):
    def stop(stage: str, done: int, total: int) -> None:
        if done >= tiles:
            raise Cancelled("stopped")

    return stop


def tiles_read(regions: Pixels) -> int:
    """Count the windows of tiles, without the rows of the standardisation."""
    return sum(
        cols != slice(0, regions.shape[1]) or rows.start > 0 for rows, cols in regions.reads
    )


def stop_at(model, image, folder, tiles, **options) -> Pixels:
    regions = Pixels(image)
    with (
        pytest.raises(Cancelled),
        decode(model, regions, folder, on_progress=stopping_after(tiles), **options),
    ):
        pass
    return regions


@pytest.mark.parametrize("kind", ["ml", "lm", "ts", "lm fused"])
def test_a_stopped_run_goes_on(model_of, tmp_path, kind):
    """Stopped after each batch in turn, so that every batch is computed by another run."""
    model, image, folder = model_of(kind), noisy(100, 120), tmp_path / "work"
    with decode(model, Pixels(image)) as saliency:
        expected, n_batches = everything(saliency), len(saliency.plan.batches)
    assert n_batches == 2
    passes, tiles = {"ml": 1, "lm": 2, "ts": 3, "lm fused": 2}[kind], 16
    for done in range(8, passes * tiles, 8):
        stop_at(model, image, folder, done)
    notes: list[str] = []
    with decode(model, Pixels(image), folder, on_note=notes.append) as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)
        assert folder.is_dir()
    done = f"{passes * tiles - 8} of {passes * tiles} tiles"
    assert notes == [f"image.tif: goes on after {done} of an earlier run"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("most", [0, 8])
def test_finished_tiles_are_not_read_again(model_of, tmp_path, monkeypatch, most):
    """With the maps kept between the passes, and without."""
    monkeypatch.setattr(kept_maps, "MOST_PER_PIXEL", most)
    model, image = model_of("lm"), noisy(100, 120)
    whole = Pixels(image)
    with decode(model, whole):
        pass
    first = stop_at(model, image, tmp_path / "work", 24)
    second = Pixels(image)
    with decode(model, second, tmp_path / "work"):
        pass
    # One more batch than threads may have begun.
    assert tiles_read(whole) == (16 if most else 32)
    assert tiles_read(whole) <= tiles_read(first) + tiles_read(second) <= tiles_read(whole) + 16
    assert tiles_read(second) <= 8


def test_only_writing_is_left_after_all_tiles(model_of, tmp_path):
    model, image, folder = model_of("lm"), noisy(), tmp_path / "work"
    with decode(model, Pixels(image)) as saliency:
        expected = everything(saliency)
    with pytest.raises(KeyboardInterrupt), decode(model, Pixels(image), folder):
        raise KeyboardInterrupt
    regions = Pixels(image)
    with decode(model, regions, folder) as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)
    assert regions.reads == []


def test_restart_drops_what_was_computed(model_of, tmp_path):
    model, image = model_of("lm"), noisy()
    stop_at(model, image, tmp_path / "work", 9)
    whole, regions, notes = Pixels(image), Pixels(image), []
    with decode(model, whole):
        pass
    with decode(model, regions, tmp_path / "work", restart=True, on_note=notes.append):
        pass
    assert notes == []
    assert tiles_read(regions) == tiles_read(whole)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("model", "model"),
        ("image", "shape"),
        ("tissue", "division into tiles"),
        ("torch", "version"),
    ],
)
def test_another_request_begins_afresh(model_of, tmp_path, monkeypatch, change, name):
    model, image, options = model_of("lm"), noisy(), {}
    stop_at(model, image, tmp_path / "work", 9)
    if change == "model":
        model = model_of("lm classes")
    if change == "image":
        image = noisy(95)
    if change == "tissue":
        options["inside"] = Inner(np.indices((90, 75))[0] < 20)
    if change == "torch":
        monkeypatch.setattr("torch.__version__", "0.1")
    with decode(model, Pixels(image), **options) as saliency:
        expected = everything(saliency)
    notes = []
    with decode(
        model, Pixels(image), tmp_path / "work", on_note=notes.append, **options
    ) as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)
    (note,) = notes
    assert note.startswith(
        "image.tif: begins afresh, since an earlier run that stopped had another"
    )
    assert name in note


def test_sums_that_did_not_reach_the_disk_are_computed_again(model_of, tmp_path):
    """As after a power cut: the journal is whole, the sums are not."""
    model, image, folder = model_of("lm"), noisy(100, 120), tmp_path / "work"
    with decode(model, Pixels(image)) as saliency:
        expected = everything(saliency)
    for damage in ("cut", "changed"):
        with pytest.raises(KeyboardInterrupt), decode(model, Pixels(image), folder):
            raise KeyboardInterrupt
        (sums,) = folder.glob("sums*")
        content = bytearray(sums.read_bytes())
        content[len(content) // 2 + 1000] ^= 1
        sums.write_bytes(content[: len(content) // 3] if damage == "cut" else content)
        regions = Pixels(image)
        with decode(model, regions, folder) as saliency:
            np.testing.assert_array_equal(everything(saliency), expected)
        assert tiles_read(regions) == (16 if damage == "cut" else 8)


class SmallDisk:
    """Files on a disk that is full after some bytes; what fits of a piece is written.

    What is cut off is free again.
    """

    def __init__(self, room: int) -> None:
        self.room = room

    def opened(self, original):
        def open_file(folder, name):
            return _Bounded(original(folder, name), self)

        return open_file


class _Bounded:
    def __init__(self, file, disk):
        self._file, self._disk, self._written = file, disk, 0

    def write(self, data):
        if self._disk.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count = self._file.write(data[: self._disk.room])
        self._disk.room -= count
        self._written += count
        return count

    def truncate(self, *size):
        before = os.fstat(self._file.fileno()).st_size
        after = self._file.truncate(*size)
        freed = min(self._written, before - after)
        self._disk.room += freed
        self._written -= freed
        return after

    def __getattr__(self, name):
        return getattr(self._file, name)


@pytest.mark.parametrize("room", [0, 40, 2000, 5000, 9000])
def test_a_full_disk_keeps_what_was_computed(model_of, tmp_path, monkeypatch, room):
    monkeypatch.setattr(kept_maps, "MOST_PER_PIXEL", 0)
    model, image, folder = model_of("lm"), noisy(100, 120), tmp_path / "work"
    with decode(model, Pixels(image)) as saliency:
        expected = everything(saliency)
    opened = work._OpenFolder._open
    with monkeypatch.context() as patch:
        patch.setattr(work._OpenFolder, "_open", SmallDisk(room).opened(opened))
        with (
            pytest.raises(SaveError, match=r"work: No space left .*free disk space") as error,
            decode(model, Pixels(image), folder),
        ):
            pass
        assert len(str(error.value)) < 200 + len(str(folder))
        assert "what was computed is kept" in str(error.value)
    regions = Pixels(image)
    with decode(model, regions, folder) as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)
    assert (tiles_read(regions) < 32) == (room > 1000)


@pytest.mark.parametrize("row", [0, 60])
@pytest.mark.parametrize("reason", ["damaged", "out of reach"])
def test_the_folder_of_a_damaged_image_goes(model_of, tmp_path, row, reason):
    """A drive may come back, so tiles that were read from it stay."""

    class Broken(Pixels):
        def read(self, rows, cols):
            if row <= rows.start and rows.stop - rows.start < 60:
                try:
                    raise ValueError if reason == "damaged" else OSError(errno.EIO, "no drive")
                except (ValueError, OSError) as error:
                    raise ImageError(f"image.tif: {error}") from None
            return super().read(rows, cols)

    with (
        pytest.raises(ImageError),
        decode(model_of("ml"), Broken(noisy(200, 75)), tmp_path / "work"),
    ):
        pass
    is_kept = reason == "out of reach" and row > 0
    assert [path.name for path in tmp_path.iterdir()] == ["work"] * is_kept


def test_two_programs_do_not_share_a_folder(model_of, tmp_path):
    folder = tmp_path / "work"
    with decode(model_of("ml"), Pixels(noisy()), folder):
        before = sorted(folder.iterdir())
        with (
            pytest.raises(
                SaveError, match="another program is predicting this image; wait for it"
            ),
            decode(model_of("ml"), Pixels(noisy()), folder),
        ):
            pass
        assert sorted(folder.iterdir()) == before
    folder.mkdir()
    with (folder / LOCK_FILE).open("w") as lock:
        assert try_lock(lock.fileno())
        with (
            pytest.raises(SaveError, match="another program"),
            decode(model_of("ml"), Pixels(noisy()), folder),
        ):
            pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and FIFOs")
@pytest.mark.parametrize("trap", ["link to a folder", "file", "link to a file", "fifo"])
def test_what_others_put_there_is_refused(model_of, tmp_path, trap):
    folder, elsewhere = tmp_path / "work", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("precious")
    if trap == "link to a folder":
        folder.symlink_to(elsewhere)
    elif trap == "file":
        folder.write_text("precious")
    else:
        folder.mkdir()
        if trap == "fifo":
            os.mkfifo(folder / "journal")
        else:
            (folder / "journal").symlink_to(elsewhere / "precious")
    with pytest.raises(SaveError, match="work"), decode(model_of("ml"), Pixels(noisy()), folder):
        pass
    assert (elsewhere / "precious").read_text() == "precious"
    assert len(list(elsewhere.iterdir())) == 1


def test_files_of_others_stay(model_of, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with decode(model_of("ml"), Pixels(noisy()), folder):
        pass
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


def test_the_folder_of_an_image_is_beside_its_results():
    assert work_folder(Path("out"), "slide_level2") == Path("out/.slide_level2.predicting")
    long = [work_folder(Path("out"), "x" * 240 + end).name for end in "ab"]
    assert long[0] != long[1]
    assert max(len(name) for name in long) < 150
    assert WorkFolder(Path("a"), {}).restart is False
