"""The panel of the markers."""
