"""Images grouped into batches, and whether workers can read them."""

from pathlib import Path

import pytest

from flimbuilder.errors import ClusterError, InputError
from flimbuilder.workflow.cluster import batches as module
from flimbuilder.workflow.cluster.batches import as_here, batches_of_images, require_readable
from flimbuilder.workflow.cluster.futures import Cluster, LostItem
from flimbuilder.workflow.failures import FailedFile


def numbers_of(folder: Path, sizes: list[int], n_threads: int) -> list[list[int]]:
    paths = [folder / str(number) for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        path.write_bytes(bytes(size))
    found = list(batches_of_images(paths, lambda path: path, n_threads))
    assert [item for batch in found for item in batch] == list(enumerate(paths))
    return [[number for number, _ in batch] for batch in found]


def test_small_images_share_a_batch(tmp_path: Path) -> None:
    assert numbers_of(tmp_path, [1] * 17, 1) == [[n, n + 1] for n in range(0, 16, 2)] + [[16]]
    assert [len(batch) for batch in numbers_of(tmp_path, [1] * 40, 2)] == [2] * 20
    assert numbers_of(tmp_path, [1] * 3, 2) == [[0], [1], [2]]
    assert numbers_of(tmp_path, [], 2) == []


def test_large_files_have_batches_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCHES_PER_THREAD", 1)
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    assert numbers_of(tmp_path, [4, 4, 30, 4, 6, 1], 1) == [[0, 1], [2], [3, 4], [5]]


def test_workers_must_reach_the_files(cluster: Cluster, images: Path) -> None:
    require_readable(cluster, [images / "i0.png", images])
    with pytest.raises(ClusterError, match=r"none.png: worker .* can't read it \(No such file"):
        require_readable(cluster, [images / "none.png"])


def test_another_file_at_the_path_is_noticed(
    cluster: Cluster, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_size", lambda path: 3)
    with pytest.raises(ClusterError, match=r"has 3 bytes here and \d+ on worker"):
        require_readable(cluster, [images / "i0.png"])


def test_messages_name_files_as_the_user_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    image, mask = Path("images/a.png"), Path("masks/a.png")
    failed = FailedFile(Path("/masks/a.png"), "/masks/a.png: is empty")
    assert as_here(failed, [image, mask], False) == FailedFile(mask, "masks/a.png: is empty")
    with pytest.raises(InputError, match=r"^masks/a\.png: is empty$"):
        as_here(failed, [image, mask], True)
    lost = as_here(LostItem(4), [image], False)
    assert isinstance(lost, FailedFile)
    assert lost.message.startswith("images/a.png: 4 workers died")
    assert as_here("result", [image], True) == "result"
