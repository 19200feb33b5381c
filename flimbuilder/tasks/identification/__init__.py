"""Give images and objects a class by the activations of an encoder."""
