"""The results of all images: a table, its summary, and a contact sheet."""
