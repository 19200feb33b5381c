"""The strip of builds below the canvas."""
