"""Dialogs: what needs an answer before the work can go on."""
