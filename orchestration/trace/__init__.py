"""Everything that happened to one runner, from the registration page to the publication."""
