"""Contributions of kernels and strokes to a decoder's sum."""
