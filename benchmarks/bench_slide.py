"""Predict a synthetic slide of 100,000 x 100,000 pixels within its tissue, in under 2 GB.

Run with ``python benchmarks/bench_slide.py [--side 100000] [--share 0.01] [--decoder ml]``. The
slide is a sparse pyramidal OME-Zarr with about 1 % tissue, some 250 MB. Another process
predicts it as ``flimbuilder predict`` does and writes saliency and mask as OME-Zarr. The script
prints the time and the peak memory of each step, and returns 1 if a bound is broken: 2 GB, no
saliency outside the tissue, and some inside.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import zarr
from skimage import data
from synthetic_slide import write_slide

from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.train_decoder import marker_decoder

MOST_MB = 2000
MARKED = ((60, 60), (200, 300), (320, 120))  # of each class, on the picture that fills the tissue
NEAR = 512  # pixels around tissue that its mask may cover

PREDICT = """
import json, sys, time
from flimbuilder.model.memory import peak_rss_mb
from flimbuilder.model.model import load_model
from flimbuilder.workflow.predict import predict_files
model, image, out, decoder = sys.argv[1:]
loaded, stages = load_model(model), {}
began = time.monotonic()
def note(stage, done, total):
    stages[stage] = {"seconds": time.monotonic() - began, "total": total, "mb": peak_rss_mb()}
results = predict_files(
    loaded, [image], None, decoder_choice=loaded.choose(decoder, 3),
    outputs={"ome_zarr": out}, on_progress=note,
)
found = {
    "seconds": time.monotonic() - began, "peak_rss_mb": peak_rss_mb(), "stages": stages,
    "notes": results[0].notes, "file": str(results[0].outputs["ome_zarr"]),
}
print(json.dumps(found))
"""


def main() -> int:
    """Make the slide, predict it, and check the result."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        slide = folder / "slide.zarr"
        began = time.monotonic()
        pieces = write_slide(slide, arguments.side, share=arguments.share)
        print(f"wrote {slide.name} in {time.monotonic() - began:.0f} s", flush=True)
        model = _model(folder / "model", arguments.decoder)
        words = [str(model), str(slide), str(folder / "out"), arguments.decoder]
        done = subprocess.run(
            [sys.executable, "-c", PREDICT, *words], stdout=subprocess.PIPE, text=True, check=True
        )
        found = json.loads(done.stdout)
        for stage, state in found["stages"].items():
            print(f"{state['seconds']:8.1f} s {state['mb']:6.0f} MB  {stage} ({state['total']})")
        for note in found["notes"]:
            print(f"note: {note}")
        tissue = arguments.share * arguments.side**2 / 1e6
        print(
            f"{arguments.side} x {arguments.side}, {tissue:.0f} megapixels of tissue, "
            f"{arguments.decoder}: {found['seconds']:.0f} s, {found['peak_rss_mb']:.0f} MB"
        )
        return _check(found, pieces)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=100_000, help="of the slide, in pixels")
    parser.add_argument("--share", type=float, default=0.01, help="of tissue")
    parser.add_argument("--decoder", default="ml", help="such as lm")
    parser.add_argument("--folder", type=Path, help="for temporary files, 3 GB at most")
    return parser.parse_args()


def _model(folder: Path, decoder: str) -> Path:
    """Learn three blocks of 16 kernels from the picture that fills the tissue."""
    architecture = Architecture(blocks=(Block(kernels=16),) * 3)
    markers = [
        Disk(id=number + 1, class_id=number % 2, center=place, radius=6)
        for number, place in enumerate(MARKED)
    ]
    crop = TrainingImage("crop", scale_image(data.immunohistochemistry()[:400, :400]), markers)
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=architecture,
        decoder=DecoderChoice(id="lm"),
    )
    learned = learn([crop], architecture)
    by_markers = marker_decoder(
        project.with_(decoder=DecoderChoice(id="ml", block=3)), learned, [crop]
    )
    Model(describe_model(project, learned, by_markers), learned.encoder).write(folder)
    return folder


def _check(found: dict[str, object], pieces: list[tuple[int, int, int]]) -> int:
    """Return 1, and print why, if a bound is broken."""
    faults = []
    if float(str(found["peak_rss_mb"])) >= MOST_MB:
        faults.append(f"more than {MOST_MB} MB")
    group = zarr.open_group(str(found["file"]), mode="r")
    saliency = group["0"]
    assert isinstance(saliency, zarr.Array)
    inside = [_around(saliency, row, col, radius // 2) for row, col, radius in pieces]
    if not all(np.any(part) for part in inside):
        faults.append("a piece of tissue without saliency")
    side = saliency.shape[-1]
    random = np.random.default_rng(1)
    for row, col in random.integers(0, side, (200, 2)).tolist():
        far = all(np.hypot(row - y, col - x) > r + NEAR for y, x, r in pieces)
        if far and np.any(_around(saliency, row, col, 1)):
            faults.append(f"saliency outside the tissue at {row}, {col}")
    for fault in faults:
        print(f"FAULT: {fault}")
    return int(bool(faults))


def _around(array: zarr.Array, row: int, col: int, radius: int) -> np.ndarray:
    rows, cols = (slice(max(0, at - radius), at + radius) for at in (row, col))
    return np.asarray(array[..., rows, cols])


if __name__ == "__main__":
    sys.exit(main())
