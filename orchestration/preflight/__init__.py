"""What must be mended before a start, found in what is served."""
