"""OUT: plans, applies and verifies what syncline sends to the systems that need it."""
