"""Learn convolutional encoders from a few disks and strokes drawn on images (FLIM)."""

import os
from pathlib import Path

import lazy_loader

__version__ = "0.1.0"

# torch reads these variables when it is loaded. Threads that wait for work spin for some
# microseconds and then sleep: beside other programs, spinning on makes learning ten times slower,
# and sleeping at once makes it a sixth slower. A policy that the user has set stays in force.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ["OMP_WAIT_POLICY"] = "passive"
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
# Put large tensors on huge pages: allocating small pages took a quarter of the time of learning
# with strides, and half of that of some decoders. Without huge pages torch would warn.
if Path("/sys/kernel/mm/transparent_hugepage").is_dir():
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

# Load the names of __init__.pyi at their first use: importing torch takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
