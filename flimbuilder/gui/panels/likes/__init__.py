"""The patches that a kernel likes."""
