"""Why here, and where next: explanations of a learned encoder, and the next places to mark."""
