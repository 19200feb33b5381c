"""Small widgets that panels and dialogs share."""
