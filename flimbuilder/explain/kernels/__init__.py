"""Kernels: what they like, which repeat others, and which are useless."""
