"""Why the saliency at a place is as it is: strokes, kernels, and what would be without them."""
