"""Edits of records that an upstream system holds as well, sent back there: plan, apply, verify."""
