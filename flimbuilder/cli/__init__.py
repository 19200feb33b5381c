"""Thin commands over the workflow."""
