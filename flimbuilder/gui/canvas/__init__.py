"""The image, its markers and overlays, and the drawing tools."""
