"""Train the network of a model further: read its images, write its model and curve."""
