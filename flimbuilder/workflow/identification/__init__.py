"""Classes of images and objects: train, apply and export classifiers, and read tables."""
