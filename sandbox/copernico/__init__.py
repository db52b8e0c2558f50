"""The Copernico race-timing API: reading, presets, registrations and a race day."""
