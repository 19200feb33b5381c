"""The image with its markers, and the tools that draw on it."""
