"""What the result would be without a kernel or a marker, and after an edit."""
