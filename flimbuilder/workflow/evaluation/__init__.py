"""Measure models on images: pair truth with images, measure, and draw what was measured."""
