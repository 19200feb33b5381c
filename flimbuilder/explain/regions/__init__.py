"""Regions of an image, and the parts of the maps that they depend on."""
