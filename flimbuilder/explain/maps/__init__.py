"""Maps of kernels, marker patches and images in two dimensions."""
