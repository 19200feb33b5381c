"""The panel Slide."""
