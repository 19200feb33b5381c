"""The panels around the canvas; none knows of another."""
