"""The window: Qt widgets that show a session and ask it; they hold no project state."""
