"""The project's images: thumbnails, roles, masks, marker counts."""
