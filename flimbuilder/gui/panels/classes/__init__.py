"""The classes, and the radius and use of the next marker."""
