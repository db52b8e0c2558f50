"""Building the participants model over a million raw rows."""
