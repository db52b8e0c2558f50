"""Webhooks that tell of single records: each is read again and served within a second."""
