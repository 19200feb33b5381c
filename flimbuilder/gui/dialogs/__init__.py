"""Dialogs for what needs an answer before work can go on."""
