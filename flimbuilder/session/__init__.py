"""One open project in memory: edits with undo, background work and its results. No Qt."""
