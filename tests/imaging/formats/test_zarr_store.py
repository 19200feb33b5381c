"""Chunks that would run code or fill the memory."""

import bz2
import gzip
import json
import lzma
import os
import pickle
import zlib

import numcodecs
import numpy as np
import pytest
import zarr

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.zarr_store import codec_names
from flimbuilder.imaging.read import read_image
from tests.imaging.stores import noise, write_store

GREY = noise((16, 32))
HUGE = bytes(2**22)
COMPRESSED = {
    "zstd": numcodecs.Zstd(1).encode(HUGE),
    "blosc": numcodecs.Blosc().encode(HUGE),
    "lz4": numcodecs.LZ4().encode(HUGE),
    "gzip": gzip.compress(HUGE),
    "zlib": zlib.compress(HUGE),
    "bz2": bz2.compress(HUGE),
    "lzma": lzma.compress(HUGE),
}


def recompress(path, codec, content):
    """Make the only chunk of a store of version 0.4 that of another codec."""
    file = path / "0" / ".zarray"
    document = json.loads(file.read_text())
    document["compressor"] = codec
    file.write_text(json.dumps(document))
    (path / "0" / "0" / "0").write_bytes(content)


@pytest.fixture
def store(tmp_path):
    return write_store(tmp_path / "x.zarr", [GREY], "yx", "0.4")


@pytest.mark.parametrize("codec", COMPRESSED)
def test_a_chunk_that_is_larger_than_it_claims_is_refused(store, codec):
    content = numcodecs.get_codec({"id": codec}).encode(np.ascontiguousarray(GREY))
    recompress(store, {"id": codec}, bytes(content))
    np.testing.assert_array_equal(read_image(store).pixels[..., 0], GREY)
    recompress(store, {"id": codec}, bytes(COMPRESSED[codec]))
    with pytest.raises(ImageError, match=r"x\.zarr: .*(larger than|bytes where)"):
        read_image(store)


def zstd_frame(*blocks):
    """Return a frame, without its size, of blocks of one byte (kind 1) or stored ones (kind 0)."""
    parts = [b"\x28\xb5\x2f\xfd", b"\0", b"\x70"]
    for number, (kind, size, content) in enumerate(blocks, 1):
        header = (number == len(blocks)) | kind << 1 | size << 3
        parts += [header.to_bytes(3, "little"), content]
    return b"".join(parts)


def test_a_zstd_frame_without_its_size_is_bounded(store):
    recompress(store, {"id": "zstd"}, zstd_frame((0, GREY.size, GREY.tobytes())))
    np.testing.assert_array_equal(read_image(store).pixels[..., 0], GREY)
    recompress(store, {"id": "zstd"}, zstd_frame(*[(1, 2**17, b"x")] * 64))
    with pytest.raises(ImageError, match=r"a chunk is larger than"):
        read_image(store)


def test_too_many_bytes_for_a_chunk_are_refused(store):
    recompress(store, None, bytes(2**20))
    with pytest.raises(ImageError, match=r"0/0/0 has 1048576 bytes where"):
        read_image(store)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has FIFOs")
def test_a_fifo_is_not_opened(store):
    (store / "0" / "0" / "0").unlink()
    os.mkfifo(store / "0" / "0" / "0")
    with pytest.raises(ImageError, match=r"x\.zarr: has a FIFO for 0/0/0"):
        read_image(store)
    (store / "0" / ".zarray").unlink()
    os.mkfifo(store / "0" / ".zarray")
    with pytest.raises(ImageError, match=r"x\.zarr: has a FIFO for 0/.zarray"):
        read_image(store)


class Trap:
    """Fails the test when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("code of the file has run",))


@pytest.mark.parametrize("codec", ["pickle", "json2", "msgpack2"])
def test_codecs_that_may_run_code_are_refused(store, codec):
    recompress(store, {"id": codec}, pickle.dumps(Trap()))
    with pytest.raises(ImageError, match=rf"is stored with the codec '{codec}'|cannot be decoded"):
        read_image(store)


def test_codecs_within_shards_are_named(tmp_path):
    group = zarr.open_group(str(tmp_path / "x.zarr"), mode="w", zarr_format=3)
    array = group.create_array("0", shape=(8, 8), chunks=(4, 4), shards=(8, 8), dtype="u1")
    assert list(codec_names(array)) == ["sharding_indexed", "bytes", "zstd"]
