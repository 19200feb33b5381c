"""Train a network that begins with a learned encoder on masks or markers."""
