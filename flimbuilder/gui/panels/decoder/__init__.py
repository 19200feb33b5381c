"""Decoder, weights, saliency of every block, delineation and measures."""
