"""Attributions of the explained place, side by side."""
