"""Execute the commands of docs/how_to, as printed, on real images.

    python packaging/how_to.py ../shared/data [PAGE ...] [--keep FOLDER]

The folder has the sets ``parasites``, ``nuclei``, ``leukocytes`` and ``slide``. A page's commands
run in their order in a new folder, which holds the files that the page asks for. Markers that a
set lacks are drawn by the simulated expert of the benchmarks. Lines that install a program, open
the window or start a process on another machine are left out.
"""

import argparse
import csv
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tifffile import TiffWriter, imwrite

import flimbuilder as fb
from flimbuilder.exchange.marker_images import label_image_from_markers
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.project.markers import Disk, Marker

__all__ = ["PAGES", "commands_of", "main", "prepare"]

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = CHECKOUT / "docs" / "how_to"
sys.path.append(str(CHECKOUT / "benchmarks"))

LEFT_OUT = re.compile(
    r"(pip install|dask|source|ssh|export|sbatch|flimbuilder( \S+\.flim)?$|flimbuilder gui)"
)
LEUKOCYTES = ("lymphocyte", "monocyte", "neutrophil", "eosinophil")  # names of classes 1 to 4
MICRONS = 0.499  # a pixel of the slide
KERATIN = ((1250, 1275), (1450, 1215), (1290, 1440), (1480, 1190))  # rows and columns of the slide
EACH, MARKED_EACH, NEW_EACH = 20, 2, 4  # leukocytes of a class


def eggs(data: Path, folder: Path) -> None:
    """Link five marked images in ``images``, others in ``new``, and masks in ``labels``."""
    source = data / "parasites"
    for image in sorted((source / "images").iterdir()):
        is_marked = (source / "markers" / f"{image.stem}-seeds.txt").exists()
        link(image, folder / ("images" if is_marked else "new") / image.name)
    for name in ("labels", "markers", "arch.json"):
        link(source / name, folder / name)


def eggs_with_masks(data: Path, folder: Path) -> None:
    """Add the five images with masks to train on, and the five to test on, to the eggs."""
    eggs(data, folder)
    link(folder / "images", folder / "train")
    link(folder / "new", folder / "test")
    link(folder / "labels", folder / "masks")


def model_of_eggs(data: Path, folder: Path) -> None:
    """Learn the eggs, for pages that begin with a model."""
    eggs(data, folder)
    run("flimbuilder import eggs.flim --images images --markers markers", folder)
    run("flimbuilder build eggs.flim --out eggs.model", folder)


def nuclei(data: Path, folder: Path) -> None:
    """Link three images with marked gaps, others in ``new``, and masks that number objects."""
    from instance_sets import INSTANCE_SETS

    drawn = INSTANCE_SETS["nuclei"](data, 0)
    source = data / "nuclei"
    for image in drawn.training:
        link(source / "images" / f"{image.name}.png", folder / "images" / f"{image.name}.png")
        draw(folder / "markers" / f"{image.name}.png", image.markers, image.pixels.shape[:2])
    for image in drawn.test:
        link(source / "images" / f"{image.name}.png", folder / "new" / f"{image.name}.png")
        link(source / "labels" / f"{image.name}.png", folder / "numbers" / f"{image.name}.png")


def leukocytes(data: Path, folder: Path) -> None:
    """Link cells with classes, markers on two of each class, and new cells with ``new.csv``."""
    from simulated_expert import draw_markers

    source = data / "leukocytes"
    with (source / "classes.csv").open(newline="") as file:
        classes = {f"{int(row[0]):03d}": int(row[1]) for row in list(csv.reader(file))[1:]}
    tables: dict[str, list[tuple[str, str]]] = {"classes.csv": [], "new.csv": []}
    for class_id, name in enumerate(LEUKOCYTES, start=1):
        cells = [cell for cell, own in classes.items() if own == class_id]
        for place, cell in enumerate(cells[:EACH]):
            is_new = place % (EACH // NEW_EACH) == 0
            image = source / "images" / f"{cell}.png"
            link(image, folder / ("new" if is_new else "images") / image.name)
            tables["new.csv" if is_new else "classes.csv"].append((image.name, name))
            if 1 <= place <= MARKED_EACH:
                mask = read_mask(source / "labels" / f"{cell}.png")
                cell_markers = draw_markers(mask == 255, place, n_disks=2, n_strokes=0)
                drawn = [marker.with_(class_id=class_id) for marker in cell_markers]
                drawn += draw_markers(mask > 0, place, n_disks=0, n_strokes=2, first_id=9)
                draw(folder / "markers" / f"{cell}.png", drawn, mask.shape)
    for table, rows in tables.items():
        with (folder / table).open("w", newline="") as file:
            csv.writer(file).writerows([("image", "class"), *rows])


def slides(data: Path, folder: Path) -> None:
    """Write a slide with three levels, and markers in pixels of level 0."""
    pixels = fb.read_image(data / "slide" / "CMU-1-Small-Region.svs").pixels
    (folder / "slides").mkdir()
    with TiffWriter(folder / "slides" / "slide.tif", bigtiff=True) as file:
        for level in range(3):
            file.write(
                pixels[:: 2**level, :: 2**level],
                tile=(256, 256),
                photometric="rgb",
                compression="jpeg",
                subifds=2 if level == 0 else 0,
                subfiletype=1 if level else 0,
                resolution=(1e4 * 2**-level / MICRONS, 1e4 * 2**-level / MICRONS),
                resolutionunit="CENTIMETER",
            )
    draw(folder / "markers" / "slide.png", stained(pixels), pixels.shape[:2])


def stained(pixels: NDArray[np.uint8]) -> list[Marker]:
    """Mark nuclei as objects, and what is pale around them, keratin and glass as background."""
    from scipy.ndimage import gaussian_filter
    from skimage.feature import peak_local_max

    red, green, blue = (
        gaussian_filter(pixels[..., band].astype(np.float32), 3) for band in range(3)
    )
    is_purple = (blue > red + 20) & (red > green)  # neither ink nor eosin
    nuclei = peak_local_max(np.where(is_purple, -red, -255), min_distance=90, num_peaks=14)
    around = [red - 12 * np.abs(green - level) for level in (90, 130, 170, 240)]
    others = np.concatenate(
        [peak_local_max(match, min_distance=150, num_peaks=5) for match in around]
    )
    others = np.concatenate((others, KERATIN))
    places = [(1, 3, place) for place in nuclei] + [(0, 5, place) for place in others]
    return [
        Disk(id=number, class_id=class_id, radius=radius, center=(int(row), int(col)))
        for number, (class_id, radius, (row, col)) in enumerate(places, start=1)
    ]


def nuclei_of_others(data: Path, folder: Path) -> None:
    """Write nuclei with markers and masks in the form in which ilastik and QuPath export them."""
    nuclei(data, folder)
    for name in ("ilastik", "qupath", "segmented"):
        (folder / name).mkdir()
    for path in sorted((folder / "markers").iterdir()):
        marked = fb.read_image(path).pixels[..., 0]
        own = np.where(marked == 0, 0, 3 - marked).astype(np.uint8)  # the object is label 1
        imwrite(folder / "ilastik" / f"{path.stem}_Labels.tiff", own)
        write_png(folder / "qupath" / f"{path.stem}-markers.png", marked)
    for path in sorted((folder / "numbers").iterdir()):
        own = np.where(read_mask(path) > 0, 1, 2).astype(np.uint8)
        imwrite(folder / "segmented" / f"{path.stem}_Simple Segmentation.tiff", own)


PREPARED: dict[str, Callable[[Path, Path], None]] = {
    "masks_for_a_folder": eggs,
    "counting": nuclei,
    "classification": leukocytes,
    "fine_tuning": eggs_with_masks,
    "slides": slides,
    "cluster": model_of_eggs,
    "own_torch_code": model_of_eggs,
    "from_flim_builder": eggs,
    "from_ilastik_qupath": nuclei_of_others,
}


def link(source: Path, target: Path) -> None:
    """Link a file or folder to another place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(source.resolve())


def draw(path: Path, markers: list[Marker] | tuple[Marker, ...], size: tuple[int, ...]) -> None:
    """Write markers as a label image."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_png(path, label_image_from_markers(markers, (size[0], size[1])))


def prepare(page: str, data: Path, folder: Path) -> None:
    """Put the files that a page asks for into a folder."""
    PREPARED[page](data, folder)


def commands_of(page: str) -> Iterator[tuple[str, str]]:
    """Yield the language and the text of each command, and of each block of Python."""
    text = (PAGES / f"{page}.md").read_text("utf-8")
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.S | re.M):
        if language == "python":
            yield language, block
        elif language in ("", "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                if line and not LEFT_OUT.match(line):
                    yield "sh", line


def run(line: str, folder: Path) -> str:
    """Run a command, with the command line of this Python; return what it printed."""
    words = shlex.split(line.replace("/data/slides", "new/"), comments=True)
    if words[0] == "flimbuilder":
        words = [sys.executable, "-m", *words]
    elif words[0] == "python":
        words[0] = sys.executable
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    if done.returncode:
        raise SystemExit(f"{line}\n{done.stdout}{done.stderr}\nexit status {done.returncode}")
    return done.stdout + done.stderr


@contextmanager
def local_scheduler(page: str) -> Iterator[str]:
    """Start a scheduler with two workers for the page on clusters; yield its address."""
    if page != "cluster":
        yield ""
        return
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def run_python(block: str, folder: Path) -> str:
    """Run a block of Python in a folder."""
    return run(f"python -c {shlex.quote(block)}", folder)


def main() -> None:
    """Execute the pages and print each command, its time and its last lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("pages", nargs="*", default=list(PREPARED))
    parser.add_argument("--keep", type=Path, help="a folder for the files of the pages")
    options = parser.parse_args()
    for page in options.pages:
        print(f"== {page}")
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep / page if options.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            prepare(page, options.data, folder)
            with local_scheduler(page) as address:
                for language, text in commands_of(page):
                    start = time.perf_counter()
                    line = text.replace("tcp://192.168.1.10:8786", address)
                    printed = run(line, folder) if language == "sh" else run_python(text, folder)
                    seconds = time.perf_counter() - start
                    print(f"$ {text.strip()}\n{printed}[{seconds:.1f} s]", flush=True)


if __name__ == "__main__":
    main()
