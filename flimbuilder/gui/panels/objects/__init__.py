"""The objects of the shown mask."""
