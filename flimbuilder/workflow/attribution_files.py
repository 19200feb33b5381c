"""Write attributions: pictures and arrays in a folder, or one HTML page."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from flimbuilder import __version__
from flimbuilder.explain.attributions.pictures import (
    attribution_picture,
    relative_values,
    shown_part,
)
from flimbuilder.explain.attributions.registry import HELD_CONSTANT, METHODS
from flimbuilder.explain.regions.region import region_mask
from flimbuilder.imaging.pictures import Picture, outline
from flimbuilder.imaging.write import write_png
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder
from flimbuilder.workflow.attribute import AttributedImage, strongest_pixel
from flimbuilder.workflow.page import PAGE_SUFFIXES, load_template
from flimbuilder.workflow.report_parts.pictures import PagePicture, PagePictures, fit

__all__ = [
    "planned_files",
    "write_attribution_files",
    "write_attribution_page",
    "write_attributions",
]

TEMPLATE = Path(__file__).with_name("templates") / "attributions.html.jinja"
SMALL = 240  # pixels of the side of a picture of the page


def planned_files(attributed: AttributedImage, out: Path) -> list[Path]:
    """List the files that :func:`write_attributions` writes."""
    if out.suffix.lower() in PAGE_SUFFIXES:
        return [out]
    names = [found.name for found in attributed.attributions]
    return [out / f"{name}{suffix}" for name in names for suffix in (".png", ".npy")]


def write_attributions(attributed: AttributedImage, out: Path) -> list[Path]:
    """Write a page if the name ends in ``.html``, otherwise a folder; return the files.

    Raises
    ------
    SaveError
        If a file can't be written.
    """
    if out.suffix.lower() in PAGE_SUFFIXES:
        return [write_attribution_page(attributed, out)]
    return write_attribution_files(attributed, out)


def write_attribution_files(attributed: AttributedImage, folder: Path) -> list[Path]:
    """Write each attribution as a picture, NAME.png, and as an array (H, W), NAME.npy."""
    make_folder(folder)
    image, files = attributed.image.picture, []
    for found in attributed.attributions:
        picture, array = (folder / f"{found.name}{suffix}" for suffix in (".png", ".npy"))
        write_png(picture, attribution_picture(found, image))
        buffer = BytesIO()
        np.save(buffer, found.values)
        write_atomically(array, buffer.getvalue())
        files += [picture, array]
    return files


def write_attribution_page(attributed: AttributedImage, path: Path) -> Path:
    """Write one HTML page with its pictures in it; it needs no network and runs no script."""
    pictures = PagePictures()
    image = attributed.image.picture
    page = load_template(TEMPLATE).render(
        version=__version__,
        image=attributed.image.name,
        title=attributed.title,
        score=attributed.score,
        decoder=attributed.decoder_choice.id,
        blocks="+".join(map(str, attributed.decoder_choice.blocks)),
        held=HELD_CONSTANT,
        photo=_photo(attributed, image, pictures),
        has_checks=bool(attributed.checks),
        attributions=list(_described(attributed, image, pictures)),
        notes=attributed.image.notes,
    )
    make_folder(path.absolute().parent)
    write_atomically(path, page.encode())
    return path


def _photo(
    attributed: AttributedImage, image: Picture, pictures: PagePictures
) -> PagePicture | None:
    """Return the part of the image that the maps show, with the place marked."""
    if not attributed.attributions:
        return None
    rows, cols = shown_part(attributed.attributions[0])
    part, region = _enlarged(image[rows, cols]), attributed.target.region
    if region is not None:
        mask = region_mask(region, (image.shape[0], image.shape[1]))[rows, cols]
        part = _outlined(part, mask)
    return pictures.sharp(part, "the part of the image that the maps show; the place is framed")


def _outlined(picture: Picture, mask: NDArray[np.bool_]) -> Picture:
    """Frame a region in white with a dark line around it, on an enlarged picture."""
    rows, cols = (
        np.arange(count) * length // count
        for count, length in zip(picture.shape[:2], mask.shape, strict=True)
    )
    labels = np.pad(mask[rows][:, cols].astype(np.uint8), 2)
    frames = np.pad(picture, ((2, 2), (2, 2), (0, 0)))
    for colour, width in (("#000000", 3), ("#ffffff", 1)):
        around = binary_dilation(labels, iterations=2) if width == 3 else labels
        frames = outline(frames, around.astype(np.uint8), colour, width)
    return np.ascontiguousarray(frames[2:-2, 2:-2])


def _described(
    attributed: AttributedImage, image: Picture, pictures: PagePictures
) -> Iterator[dict[str, Any]]:
    for found in attributed.attributions:
        info, checks = METHODS[found.method], attributed.checks.get(found.name)
        part = attribution_picture(found, image)[shown_part(found)]
        yield {
            "title": found.title,
            "description": info.description,
            "source": info.source,
            "is_signed": found.is_signed,
            "picture": pictures.sharp(_enlarged(part), f"{found.title} over the image"),
            "full": relative_values(found)[1],
            "strongest": strongest_pixel(found),
            "settings": ", ".join(f"{name} {value}" for name, value in found.settings.items()),
            "checks": checks,
        }


def _enlarged(picture: Picture) -> Picture:
    """Repeat the pixels of a small picture, and reduce a large one."""
    factor = max(1, SMALL // max(picture.shape[:2]))
    return fit(np.ascontiguousarray(picture.repeat(factor, axis=0).repeat(factor, axis=1)))
