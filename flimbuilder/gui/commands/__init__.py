"""What the actions of the window do if it is more than one call of the session."""
