"""The one queue of all work: who asked, what waits, what runs, what became of it."""
