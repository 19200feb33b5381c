"""Measure the results of a large mask on disk: objects, outlines, pyramids.

The reference is the same work in memory by the functions for small images, and tifffile and zarr
writing whole arrays. Times are of the processor, the best of three, in one process::

    python benchmarks/bench_results.py --side 4096
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import tifffile
import zarr
from numpy.typing import NDArray

from flimbuilder.imaging.sparse_plane import windows_of
from flimbuilder.model.memory import peak_rss_mb
from flimbuilder.project.project import ClassEntry, default_class
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predicted_image import ImagePrediction, Scratch

CLASSES = (default_class(0), ClassEntry(id=1, name="egg", colour="#ff8000"))
RUNS = 3
PER_TILE = 400  # objects in 1024 x 1024 pixels


def saliency_of(side: int) -> NDArray[np.float32]:
    """Return round bumps of 6 to 18 pixels, repeated every 1024 pixels."""
    random = np.random.default_rng(0)
    rows, cols = np.ogrid[:1024, :1024]
    tile = np.zeros((1024, 1024), np.float32)
    for row, col, radius in random.uniform((0, 0, 6), (1024, 1024, 18), (PER_TILE, 3)):
        bump = np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / radius**2)
        tile = np.maximum(tile, bump.astype(np.float32))
    repeats = -(-side // 1024)
    return np.tile(tile, (repeats, repeats))[None, :side, :side]


def best(work: Callable[[], object]) -> float:
    """Return the shortest processor time of the runs, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print a row for each step: seconds on disk, and of the reference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=4096)
    side = parser.parse_args().side
    saliency = saliency_of(side)
    mask = (saliency[0] > 0.35).astype(np.uint8)
    pixels = np.full((side, side, 3), 0.5, np.float32)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scratch = Scratch(folder, stack)
        plane = scratch.plane((side, side), np.uint8)
        for window in windows_of((side, side)):
            plane.write(*window, mask[window])

        def on_disk() -> ImagePrediction:
            return ImagePrediction("a", pixels, saliency, plane, CLASSES, scratch=scratch)

        def in_memory() -> ImagePrediction:
            return ImagePrediction("a", pixels, saliency, mask, CLASSES)

        large, small = on_disk(), in_memory()
        print(f"{len(large.objects)} objects in {side} x {side} pixels")
        assert len(large.objects) == len(small.objects)
        levels = small.levels.levels
        stacked = [np.stack([np.asarray(p, np.uint16) for p in planes]) for planes in levels]

        def write(output_id: str, prediction: ImagePrediction) -> Callable[[], object]:
            write_file = OUTPUTS[output_id].write
            assert write_file is not None
            return lambda: write_file(prediction, folder / f"a{OUTPUTS[output_id].ending}")

        def write_tiff() -> None:
            with tifffile.TiffWriter(folder / "b.ome.tif") as tiff:
                for number, level in enumerate(stacked):
                    tiff.write(
                        level,
                        subifds=len(stacked) - 1 if number == 0 else None,
                        subfiletype=int(number > 0),
                        tile=(512, 512),
                        compression="zlib",
                        compressionargs={"level": 1},
                        predictor=True,
                        photometric="minisblack",
                    )

        def write_zarr() -> None:
            group = zarr.open_group(folder / "b.zarr", mode="w")
            for number, level in enumerate(stacked):
                array = group.create_array(
                    str(number), shape=level.shape, dtype=level.dtype, chunks=(1, 1024, 1024)
                )
                array[:] = level

        rows = [
            (
                "find the objects",
                best(lambda: on_disk().instances),
                best(lambda: in_memory().instances),
            ),
            (
                "find and measure them",
                best(lambda: on_disk().objects),
                best(lambda: in_memory().objects),
            ),
            ("outlines as GeoJSON", best(write("geojson", large)), best(write("geojson", small))),
            ("levels", best(lambda: on_disk().levels), best(lambda: in_memory().levels)),
            ("OME-TIFF", best(write("ome_tiff", large)), best(write_tiff)),
            ("OME-Zarr", best(write("ome_zarr", large)), best(write_zarr)),
        ]
        for name, seconds, reference in rows:
            print(f"{name:24} {seconds:6.2f} s   reference {reference:6.2f} s")
        print(f"peak memory with the reference: {peak_rss_mb():.0f} MB")


if __name__ == "__main__":
    main()
