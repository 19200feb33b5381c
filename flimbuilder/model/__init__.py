"""A learned encoder at work: its document and folder, activations, saliency, large images."""
