"""The file formats of images: a decoder for each, and opening a file by its content."""
