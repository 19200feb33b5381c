"""Learn convolutional encoders from a few disks and strokes drawn on images (FLIM)."""

import lazy_loader

__version__ = "0.1.0"

# The names of __init__.pyi, each loaded at its first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
