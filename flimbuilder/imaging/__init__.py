"""Pixels in and out: one reader for every format and depth, colour spaces, pictures."""
