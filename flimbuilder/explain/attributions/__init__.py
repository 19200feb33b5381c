"""Attributions: how much each pixel contributes to a score, by several methods."""
