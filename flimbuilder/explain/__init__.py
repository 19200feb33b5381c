"""Why here, and where next: explanations of a learned encoder, and guidance for the next stroke."""
