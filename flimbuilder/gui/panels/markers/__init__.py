"""The markers of the shown image."""
