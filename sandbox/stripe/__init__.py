"""Stripe, payments and subscriptions, as far as its six lists and its events are read."""
