"""The pages, one module each: what is shown, and which functions know it."""
