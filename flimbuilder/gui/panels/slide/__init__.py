"""A slide: its levels, the pictures beside it, and its tissue."""
