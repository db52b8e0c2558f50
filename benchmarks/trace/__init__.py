"""How long it takes to find one runner among millions and to tell the story."""
