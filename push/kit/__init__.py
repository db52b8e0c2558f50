"""What every push target shares; names none of them."""
