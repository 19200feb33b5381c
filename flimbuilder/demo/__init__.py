"""The demo: the whole workflow on real images, and its report."""
