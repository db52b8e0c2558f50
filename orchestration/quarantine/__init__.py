"""Records that could not be read: which they are, and reading them again."""
