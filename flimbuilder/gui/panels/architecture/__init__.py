"""The blocks of the encoder."""
