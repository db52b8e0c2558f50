"""Who did what and when, from all the places where it is written down."""
