"""Separate objects: how they are found, matched with an expert's and measured."""
