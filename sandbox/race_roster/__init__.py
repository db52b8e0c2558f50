"""The Race Roster API v1, as far as an extractor of registrations uses it."""
