"""Script that runs an exported encoder with flimbuilder blocked.

``python -P run_standalone.py FOLDER THREADS``: FOLDER holds ``encoder.py``, ``encoder.pt``,
``model.json`` and ``images.pt``, a dictionary of images (1, C, H, W); the network's outputs go to
``results.pt`` under the same keys. Needs torch alone.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType


class _Blocked(MetaPathFinder):
    """Raise on any import of flimbuilder."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname.partition(".")[0] == "flimbuilder":
            raise ImportError("flimbuilder is blocked: an exported encoder must not need it")


def main(folder: Path, threads: int) -> None:
    """Run the network on the images of a folder."""
    sys.meta_path.insert(0, _Blocked())
    sys.path.insert(0, str(folder))
    import torch
    from encoder import load  # type: ignore[import-not-found]

    torch.set_num_threads(threads)
    network = load(folder)
    images = torch.load(folder / "images.pt", weights_only=True)
    torch.save({name: network(image) for name, image in images.items()}, folder / "results.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
