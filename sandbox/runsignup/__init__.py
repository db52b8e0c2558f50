"""The RunSignUp REST API, as far as an extractor and a results writer use it."""
