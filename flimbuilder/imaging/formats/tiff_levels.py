"""The levels of a TIFF pyramid, and the pictures beside it."""

from tifffile import TiffFile, TiffPage, TiffPageSeries

from flimbuilder.imaging.levels import count_fitting

__all__ = ["is_foreign", "level_sizes", "other_images"]

TRESTLE = "MedScan"


def is_foreign(tiff: TiffFile) -> bool:
    """Return True for slides whose tiles overlap, or whose levels are padded or split.

    Those of Hamamatsu, Leica, Ventana, Philips and Trestle.
    """
    page = tiff.pages.first
    return bool(
        page.is_ndpi
        or page.is_scn
        or page.is_bif
        or page.is_philips
        or str(page.software).startswith(TRESTLE)
    )


def level_sizes(series: TiffPageSeries) -> list[tuple[int, int]]:
    """Return height and width of the levels, the largest first, up to one that does not fit.

    A level must have the samples, axes and number of pages of the first; from one on that does
    not, or whose size is none of a level, they are left out.
    """
    if not {"Y", "X"} <= set(series.axes):
        return []
    sizes: list[tuple[int, int]] = []
    for level in series.levels:
        if sizes and _kind(level) != _kind(series):
            break
        sizes.append((level.shape[level.axes.index("Y")], level.shape[level.axes.index("X")]))
    return sizes[: count_fitting(sizes)]


def other_images(tiff: TiffFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a note on the images that are left out, and the names of those beside a slide."""
    others = tiff.series[1:]
    if not others:
        return (), ()
    if tiff.is_svs:
        names = tuple(other.name.lower() for other in others)
        if all(names) and len(set(names)) == len(names):
            return (f"left out: {', '.join(names)}",), names
    return (f"first of {len(others) + 1} images in the file read",), ()


def _kind(level: TiffPageSeries) -> tuple[object, ...]:
    page: TiffPage = level.keyframe
    outer = [size for size, axis in zip(level.shape, level.axes, strict=True) if axis not in "YX"]
    return (
        level.axes, outer, level.dtype, len(level.pages), page.axes, page.photometric,
        page.samplesperpixel, page.extrasamples, page.bitspersample,
    )  # fmt: skip
