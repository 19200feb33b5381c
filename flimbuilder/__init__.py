"""Learn convolutional encoders from a few disks and strokes drawn on images (FLIM)."""

import os

import lazy_loader

__version__ = "0.1.0"

# Torch's threads are to sleep, not to spin, while they wait for work: beside other programs,
# spinning makes learning ten times slower. Must be set before torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# The names of __init__.pyi, each loaded at its first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
