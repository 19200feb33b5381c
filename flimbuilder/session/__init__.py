"""One open project in memory: edits with undo, background work, and what it found. No Qt."""
