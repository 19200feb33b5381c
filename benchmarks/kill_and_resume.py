"""Kill predictions at random moments, resume them, and compare the bytes of the results.

Run with ``python benchmarks/kill_and_resume.py N [--decoder lm] [--side 1500] [--stride 1]
[--seed 0]`` on a system that forks. With stride 2, maps are kept between the passes. Each round
predicts a large image into an empty folder and kills the process (SIGKILL) at a random moment,
perhaps the next process, too; the last one may end. The results must have the bytes of an
undisturbed run, and nothing else may be left in the folder.
"""

import argparse
import hashlib
import json
import random
import shutil
import sys
import tempfile
import time
from multiprocessing import Process, get_context
from pathlib import Path

import numpy as np
import tifffile
import torch
from skimage import data

from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.predict import predict_files

MEMORY = 16 * 10**6  # bytes; a tile takes one MB
PATIENCE = 600  # seconds
AGAIN = 0.4  # share of rounds that kill the second process, too


def main() -> int:
    """Run the rounds; return 1 if the bytes of one differ."""
    arguments = _arguments()
    torch.set_num_threads(1)  # a pool of threads does not survive a fork
    chance, differing = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image, model = (
            _image(folder, arguments.side),
            _model(folder, arguments.decoder, arguments.stride),
        )
        expected, start = _run(model, image, folder / "whole"), time.monotonic()
        _run(model, image, folder / "again")
        whole = time.monotonic() - start
        print(f"undisturbed: {whole:.1f} s, {', '.join(expected)}", flush=True)
        moments = []
        for number in range(arguments.rounds):
            out, found = folder / f"round{number}", []
            for _ in range(2 if chance.random() < AGAIN else 1):
                found.append(_kill(model, image, out, chance.uniform(0, whole)))
            if _run(model, image, out) != expected:
                differing += 1
                print(f"round {number}: OTHER RESULTS", flush=True)
            print(f"round {number}: killed {', '.join(found)}", flush=True)
            moments += found
            shutil.rmtree(out)
    killed = [moment for moment in moments if moment != "after its end"]
    print(json.dumps({"rounds": arguments.rounds, "kills": len(killed), "differing": differing}))
    return int(differing > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int)
    parser.add_argument("--decoder", default="lm", choices=("lm", "mb", "pb", "at", "ts", "lt"))
    parser.add_argument("--side", type=int, default=1500)
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _predict(model: Path, image: Path, out: Path) -> None:
    """Predict on two threads, as ``flimbuilder predict`` does."""
    torch.set_num_threads(2)
    predict_files(
        load_model(model),
        [image],
        out,
        delineation=Delineation(method="none"),
        mask=True,
        outputs={"geojson": out},
        memory=MEMORY,
    )


def _start(model: Path, image: Path, out: Path) -> Process:
    process: Process = get_context("fork").Process(target=_predict, args=(model, image, out))
    process.start()
    return process


def _run(model: Path, image: Path, out: Path) -> dict[str, str]:
    """Wait for a process; return the digest of each file in the folder, hidden ones included."""
    process = _start(model, image, out)
    process.join(PATIENCE)
    if process.exitcode != 0:
        raise RuntimeError(f"predict ended with {process.exitcode}")
    return {
        str(file.relative_to(out)): hashlib.sha256(
            b"a folder" if file.is_dir() else file.read_bytes()
        ).hexdigest()
        for file in sorted(out.rglob("*"))
    }


def _kill(model: Path, image: Path, out: Path, delay: float) -> str:
    """Kill a process after some seconds; describe what it had done."""
    process = _start(model, image, out)
    process.join(delay)
    if process.exitcode is not None:
        return "after its end"
    process.kill()
    process.join()
    for journal in out.glob(".*.predicting/journal"):
        return f"with {journal.stat().st_size} bytes of journal"
    return "before its journal or after the results"


def _image(folder: Path, side: int) -> Path:
    picture, path = data.immunohistochemistry(), folder / "large.tif"
    repeats = -(-side // min(picture.shape[:2]))
    pixels = np.tile(picture, (repeats, repeats, 1))[:side, :side]
    shade = np.linspace(0.6, 1, side)[:, None, None]
    tifffile.imwrite(path, (pixels * shade).astype(np.uint8), tile=(256, 256), compression="zlib")
    return path


def _model(folder: Path, decoder: str, stride: int) -> Path:
    block = Block(kernels=16, pooling=Pooling(stride=stride))
    architecture = Architecture(blocks=(block,) * 2)
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=architecture,
        decoder=DecoderChoice(id=decoder),
    )
    pixels = scale_image(data.immunohistochemistry()[:300, :300])
    centres = np.random.default_rng(0).integers(10, 290, (20, 2))
    markers = [
        Disk(id=number + 1, class_id=number % 2, center=(int(row), int(col)), radius=3)
        for number, (row, col) in enumerate(centres)
    ]
    learned = learn([TrainingImage("crop", pixels, markers)], architecture)
    Model(describe_model(project, learned), learned.encoder).write(folder / "model")
    return folder / "model"


if __name__ == "__main__":
    sys.exit(main())
