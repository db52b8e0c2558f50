"""Which registration event feeds which scoring event: kept, suggested, decided, checked."""
