"""The panel that trains the network of a build further."""
