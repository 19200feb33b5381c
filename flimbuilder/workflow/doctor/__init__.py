"""Describe the installation, and check that nothing is missing."""
