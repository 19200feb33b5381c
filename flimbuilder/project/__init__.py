"""What an expert makes: images, markers, architecture and kernel edits; and its folder on disk."""
