"""Compute on the workers of a cluster, with the results of one process."""
