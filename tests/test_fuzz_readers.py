"""Some hundred changed files of each reader, always the same; `fuzz_readers` reads more."""

import random
import warnings

import pytest

from flimbuilder.errors import FlimError, ImageError
from tests import fuzz_readers
from tests.fuzz_readers import IMAGES, READERS, Reader, fuzz, try_to_read


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_changed_files_are_read_or_refused_in_a_line(name, tmp_path, capfd):
    counts = {**dict.fromkeys(IMAGES, 1600), "OME-Zarr 0.4": 100, "OME-Zarr 0.5": 100}
    result = fuzz(READERS[name], tmp_path, count=counts.get(name, 200))
    assert [reason for reason, *_ in result.faults] == []
    assert result.read > 0
    assert result.refused > 50
    assert capfd.readouterr() == ("", "")  # of libraries


@pytest.mark.parametrize("name", READERS)
def test_unchanged_files_are_read(name, tmp_path):
    for number, seed in enumerate(READERS[name].seeds()):
        folder = tmp_path / str(number)
        fuzz_readers.write_files(folder, seed)
        path = folder if len(seed) > 1 else folder / next(iter(seed))
        READERS[name].reads[0](path)


def test_a_seed_gives_the_same_changes():
    content = bytes(range(256)) * 4
    changes = [
        [fuzz_readers.change(content, rng, [content]) for _ in range(50)]
        for rng in (random.Random(3), random.Random(3))
    ]
    assert changes[0] == changes[1]
    assert len(set(changes[0])) > 40


class TestFaults:
    def fault(self, tmp_path, error=None, warning=None):
        def read(path):
            if warning:
                warnings.warn(warning, stacklevel=1)
            if error:
                raise error

        return try_to_read(read, tmp_path)

    def test_none(self, tmp_path):
        assert self.fault(tmp_path) == (False, None)
        message = f"{tmp_path}: {'x' * 250}"
        assert self.fault(tmp_path, ImageError(message)) == (True, None)

    @pytest.mark.parametrize("message", ["x" * 301, "two\nlines", "\x1b[1mbold"])
    def test_messages(self, tmp_path, message):
        assert "a message of" in self.fault(tmp_path, FlimError(message))[1]

    def test_other_errors_and_warnings(self, tmp_path):
        assert "ZeroDivisionError" in self.fault(tmp_path, ZeroDivisionError())[1]
        assert "a warning: UserWarning: x" in self.fault(tmp_path, warning="x")[1]

    def test_stop_a_run(self, tmp_path):
        def read(path):
            raise KeyError

        reader = Reader(lambda: [{"x": b"12"}], (read,))
        assert len(fuzz(reader, tmp_path, count=100).faults) == 10
