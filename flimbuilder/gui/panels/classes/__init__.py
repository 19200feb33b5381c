"""The classes, and radius and use of the next marker."""
