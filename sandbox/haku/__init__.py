"""The Haku API, as far as an extractor uses it: a token, two lists, one registration."""
