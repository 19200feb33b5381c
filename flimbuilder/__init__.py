"""Learn convolutional encoders from a few disks and strokes drawn on images (FLIM)."""

__version__ = "0.1.0"
