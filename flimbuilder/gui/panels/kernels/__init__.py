"""The kernels of a block on the shown image."""
