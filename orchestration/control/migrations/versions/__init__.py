"""One module per revision of the control store's schema."""
