"""Who is told when a sync has failed for good, when it is well again, and that alerts arrive."""
