"""The window: Qt widgets that show and control a session; they hold no project state."""
