"""The demonstration: the whole job on real images, and its report."""
