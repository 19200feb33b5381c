"""Plots of the results on all images."""
