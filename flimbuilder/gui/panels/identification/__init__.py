"""Identification of images: accuracy, confusion, mistakes, poolings and the learning curve."""
