import errno

import numpy as np
import pytest

from flimbuilder.errors import SaveError
from flimbuilder.model.disk_maps import open_spool


def test_what_is_written_is_read_and_the_rest_is_zero(tmp_path):
    maps = np.random.default_rng(0).random((2, 9, 7), dtype=np.float32)
    with open_spool(tmp_path, maps.shape) as spool:
        spool.write(slice(0, 5), slice(0, 7), maps[:, :5])
        spool.write(slice(5, 9), slice(3, 7), maps[:, 5:, 3:])
        maps[:, 5:, :3] = 0
        np.testing.assert_array_equal(spool.read(0, 9), maps)
        np.testing.assert_array_equal(spool.read(4, 6), maps[:, 4:6])
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_one_line(tmp_path):
    def fill():
        with open_spool(tmp_path, (1, 2, 2)):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SaveError, match=r"No space left on device; .*make room on the disk"):
        fill()
