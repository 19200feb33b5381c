"""The panels around the canvas; they don't import each other."""
