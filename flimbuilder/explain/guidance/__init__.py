"""Where next: which image to mark, and which places on it, without ground truth."""
