"""Cost of a cluster: predict an image in tiles in this process, and on workers of this machine.

    python benchmarks/cluster.py --side 4000 --workers 2

It prints a table in Markdown: wall and processor time, and what workers send, for each million
pixels. The bytes of both results are compared. Wall times mean something only on free cores.
"""

import argparse
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import tifffile
import torch
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
from flimbuilder.workflow.cluster.connection import open_cluster
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.predict import predict_files

BLOCKS = Architecture(blocks=(Block(kernels=16),) * 3)


def learned() -> Model:
    """Learn three blocks of 16 kernels, stride 1, from disks on a stained tissue."""
    pixels = scale_image(data.immunohistochemistry()[:400, :400])
    places = np.random.default_rng(0).integers(20, 380, (40, 2))
    disks = [
        Disk(id=n + 1, class_id=n % 2, center=(int(row), int(col)), radius=5)
        for n, (row, col) in enumerate(places)
    ]
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=BLOCKS,
        decoder=DecoderChoice(id="lm"),
    )
    result = learn([TrainingImage("crop", pixels, disks)], BLOCKS)
    return Model(describe_model(project, result), result.encoder)


def write_image(path: Path, side: int) -> None:
    """Write a tiled RGB TIFF with zlib."""
    picture = data.immunohistochemistry()
    repeats = -(-side // len(picture))
    whole = np.tile(picture, (repeats, repeats, 1))[:side, :side]
    options: dict[str, Any] = {"tile": (256, 256), "photometric": "rgb"}
    tifffile.imwrite(path, whole, compression="zlib", compressionargs={"level": 1}, **options)


def seconds_of(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def measured(call: Callable[[], object], cluster: Cluster | None) -> tuple[float, float, float]:
    """Return the wall time, and the processor time of this process and of all workers."""
    pids = [] if cluster is None else list(cluster.run_on_workers(_pid).values())
    before, own = sum(map(seconds_of, pids)), time.process_time()
    start = time.perf_counter()
    call()
    wall = time.perf_counter() - start
    return wall, time.process_time() - own, sum(map(seconds_of, pids)) - before


def _pid() -> int:
    return psutil.Process().pid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=4000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.workers)
    model, megapixels = learned(), options.side**2 / 1e6
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image = folder / "image.tif"
        write_image(image, options.side)

        def predict(out: str, decoder: str, cluster: Cluster | None) -> None:
            predict_files(
                model, [image], folder / out, mask=True, memory=10**8,
                decoder_choice=model.choose(decoder), cluster=cluster,
            )  # fmt: skip

        print("| decoder | where | wall s/Mpx | this process, CPU s/Mpx | workers, CPU s/Mpx |")
        print("|---|---|---|---|---|")
        with open_cluster(f"local:{options.workers}") as cluster:
            predict("warm", "lm", cluster)  # loads torch on the workers
            for decoder in ("lm", "ts"):
                for where, workers in (("one process", None), ("cluster", cluster)):
                    times = measured(lambda: predict(where, decoder, workers), workers)  # noqa: B023
                    cells = " | ".join(f"{value / megapixels:.3f}" for value in times)
                    print(f"| `{decoder}` | {where} | {cells} |", flush=True)
                for path in (folder / "cluster").glob("*.png"):
                    equal = path.read_bytes() == (folder / "one process" / path.name).read_bytes()
                    assert equal, path.name
        print(f"\nmodel: {len(pickle.dumps(pack_model(model))) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
