"""Kill ``flimbuilder predict`` at random moments, go on, and compare the bytes of the results.

Run with ``python benchmarks/kill_and_resume.py N [--decoder lm] [--side 1500] [--seed 0]``. Each
round predicts a large image into an empty folder and kills the process (SIGKILL) at a random
moment after its journal appears, perhaps the next process, too; the last one may end. The results
must have the bytes of an undisturbed run, and nothing else may be left in the folder.
"""

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from skimage import data

from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import Project, default_class

MEMORY = "64"  # MB: tiles of 4 MB
PATIENCE = 600  # seconds
AGAIN = 0.4  # share of rounds that kill the second process, too


def main() -> int:
    """Run the rounds; return 1 if the bytes of one differ."""
    arguments = _arguments()
    chance, differing = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image, model = _image(folder, arguments.side), _model(folder, arguments.decoder)
        start = time.monotonic()
        expected = _run(_command(model, image, folder / "whole"), folder / "whole")
        whole = time.monotonic() - start
        print(f"undisturbed: {whole:.1f} s, {', '.join(expected)}", flush=True)
        moments = []
        for number in range(arguments.rounds):
            out = folder / f"round{number}"
            command = _command(model, image, out)
            kills = 2 if chance.random() < AGAIN else 1
            found = [_kill(command, out, chance.uniform(0, whole)) for _ in range(kills)]
            moments += found
            results = _run(command, out)
            if results != expected:
                differing += 1
                print(f"round {number}: other results after {found}", flush=True)
            print(f"round {number}: killed {', '.join(found)}", flush=True)
            shutil.rmtree(out)
    killed = [moment for moment in moments if moment != "after its end"]
    print(json.dumps({"rounds": arguments.rounds, "kills": len(killed), "differing": differing}))
    return int(differing > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int)
    parser.add_argument("--decoder", default="lm")
    parser.add_argument("--side", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _command(model: Path, image: Path, out: Path) -> list[str]:
    words = ["predict", str(model), str(image), "--out", str(out), "--mask", "--memory", MEMORY]
    words += ["--geojson", str(out), "--delineation", "none"]
    return [sys.executable, "-m", "flimbuilder", *words]


def _run(command: list[str], out: Path) -> dict[str, str]:
    """Let a process end; return the digest of each file in the folder, hidden ones included."""
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return {
        str(file.relative_to(out)): hashlib.sha256(
            b"a folder" if file.is_dir() else file.read_bytes()
        ).hexdigest()
        for file in sorted(out.rglob("*"))
    }


def _kill(command: list[str], out: Path, delay: float) -> str:
    """Kill a process so many seconds after its folder has a journal; say what it had done."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and not list(out.glob(".*.predicting/journal")):
        if time.monotonic() > deadline:
            raise TimeoutError("no journal")
        time.sleep(0.01)
    time.sleep(delay)
    if process.poll() is not None:
        return "after its end"
    process.kill()
    process.wait()
    journals = list(out.glob(".*.predicting/journal"))
    size = journals[0].stat().st_size if journals else 0
    return f"with {size} bytes of journal"


def _image(folder: Path, side: int) -> Path:
    picture, path = data.immunohistochemistry(), folder / "large.tif"
    repeats = -(-side // min(picture.shape[:2]))
    pixels = np.tile(picture, (repeats, repeats, 1))[:side, :side]
    shade = np.linspace(0.6, 1, side)[:, None, None]
    tifffile.imwrite(path, (pixels * shade).astype(np.uint8), tile=(256, 256), compression="zlib")
    return path


def _model(folder: Path, decoder: str) -> Path:
    architecture = Architecture(blocks=(Block(kernels=16),) * 2)
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
