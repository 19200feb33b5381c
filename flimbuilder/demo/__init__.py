"""The demo: the main job on real images that come with scikit-image, and its report."""
