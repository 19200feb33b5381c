"""Maps of kernels, marker patches and images."""
