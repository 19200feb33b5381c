"""A project of one slide: a pyramidal TIFF with cells, marked near its last corner."""

from pathlib import Path

import numpy as np
import tifffile

from flimbuilder.imaging.coarse_levels import halve_pixels
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from tests.session.conftest import BY_CLASSES, cells

__all__ = ["FLAT", "SIDE", "make_slide_project"]

SIDE = 900
FLAT = Architecture(
    blocks=(Block(kernels_per_marker=4, kernels=6, pooling=Pooling(size=3, stride=1)),) * 2
)
CELLS = ((60, 80, 20), (450, 460, 30), (820, 840, 25), (700, 850, 20))


def make_slide_project(place: Path, *, has_levels: bool = True) -> tuple[Path, np.ndarray]:
    """Save the project; return its folder and the pixels of the slide."""
    pixels, _ = cells(np.random.default_rng(0), SIDE, CELLS)
    path, folder = place / "slide.tif", place / "slide.flim"
    options = {"tile": (64, 64), "photometric": "rgb"}
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, subifds=int(has_levels), **options)
        if has_levels:
            file.write(halve_pixels(halve_pixels(pixels)), subfiletype=1, **options)
    entry = image_entry(folder, path, pixels.shape, "uint8")
    drawn = (
        Disk(id=1, class_id=1, center=(820, 840), radius=6),
        Disk(id=2, class_id=0, center=(780, 800), radius=6),
        Disk(id=3, class_id=0, center=(760, 850), radius=6),
    )
    project = BY_CLASSES.with_(
        images=(entry,),
        markers={entry.id: ImageMarkers(next_id=4, markers=drawn)},
        architecture=FLAT,
        decoder=DecoderChoice(id="ml"),
        delineation=Delineation(),
    )
    create_project(folder, project)
    return folder, pixels
