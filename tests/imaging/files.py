"""Image files made by other libraries, for the reader to read."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

GREY8 = np.arange(0, 240, 8, dtype=np.uint8).reshape(5, 6)
RGB8 = np.stack([GREY8, GREY8[::-1], 255 - GREY8], axis=-1)
RGB16 = RGB8.astype(np.uint16) * 257 + 3


def png(array, **options):
    return bytes(imagecodecs.png_encode(array, **options))


def pillow(array, kind, mode=None, **options):
    stream = io.BytesIO()
    image = Image.fromarray(array)
    (image.convert(mode) if mode else image).save(stream, kind, **options)
    return stream.getvalue()


def tiff(array, **options):
    stream = io.BytesIO()
    tifffile.imwrite(stream, array, **options)
    return stream.getvalue()


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data


def png_chunk(kind, data):
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png_interlaced(rows, width, depth, colour):
    """Return an interlaced PNG (Adam7) of pixels that are given as rows of bit strings."""
    data = b""
    for left, top, across, down in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
        (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ):  # fmt: skip
        for row in rows[top::down]:
            bits = "".join(row[left::across])
            if bits:
                padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
                data += b"\0" + int(padded, 2).to_bytes(len(padded) // 8)
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 1)
    palette = png_chunk(b"PLTE", bytes(range(3 * 2**depth))) if colour == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + palette
        + png_chunk(b"IDAT", zlib.compress(data)) + png_chunk(b"IEND", b"")
    )  # fmt: skip


def png_announcing(width, height, depth=8, colour=2):
    """Return a PNG file of a few bytes that claims to be of any size."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    ends = png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + ends


# One file of every format, all of RGB8 where the format keeps it.
EVERY_FORMAT = {
    "PNG": png(RGB8),
    "JPEG": pillow(RGB8, "JPEG"),
    "TIFF": tiff(RGB8, compression="zlib"),
    "BMP": pillow(RGB8, "BMP"),
    "PNM": pillow(RGB8, "PPM"),
    "NPY": npy(RGB8),
}
