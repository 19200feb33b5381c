"""Decode large images in batches of tiles, on threads or a cluster, journalled."""
