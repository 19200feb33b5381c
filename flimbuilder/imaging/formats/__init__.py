"""The file formats of images: one decoder each, and the choice between them."""
