"""A prediction to be killed: reports what it does on stdout, and waits at a number of tiles.

Run as ``python -m tests.model.batches.killed_child MODEL IMAGE OUT MEMORY TILES``. With more tiles
than there are, it waits while it writes.
"""

import sys
from pathlib import Path

from flimbuilder.model.model import load_model
from flimbuilder.workflow.predict import predict_files

__all__: list[str] = []


def main(model: str, image: str, out: str, memory: str, tiles: str) -> None:
    """Predict, saliency and mask."""

    def report(stage: str, done: int, total: int) -> None:
        in_tiles = stage.endswith("in tiles")
        print(stage, done, total, flush=True)
        if done >= int(tiles) if in_tiles else stage.startswith("writing"):
            print("waiting", flush=True)
            sys.stdin.read()

    predict_files(
        load_model(Path(model)), [image], out, mask=True, memory=int(memory), on_progress=report
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
