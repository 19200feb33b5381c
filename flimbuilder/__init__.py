"""Learn convolutional encoders from a few disks and strokes drawn on images (FLIM)."""

import os
from pathlib import Path

import lazy_loader

__version__ = "0.1.0"

# How torch is to use the machine; must be set before it is loaded. Its threads are to sleep while
# they wait for work, after some microseconds: beside other programs, spinning makes learning ten
# times slower, and to sleep at once makes it slower by a sixth. The count goes before the policy:
# who has chosen a policy gets it.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ["OMP_WAIT_POLICY"] = "passive"
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
# Large tensors are to lie on large pages: the system hands out small ones so slowly that it took a
# quarter of learning with strides and half of some decoders. Where it has none, torch would warn.
if Path("/sys/kernel/mm/transparent_hugepage").is_dir():
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

# The names of __init__.pyi, each loaded at its first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
