"""Keys for tests, two secrets to be looked for, and a connection that has them."""

from dataclasses import replace
from typing import Any

from orchestration.registry.changing import Wish
from orchestration.workplace import Workplace

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEWER_KEY = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="
API_KEY, API_SECRET = "canary-key-of-the-harbor-51", "canary/secret+of the harbor=52"


def wish(name: str = "Harbor RunSignup", **about: Any) -> Wish:
    """A connection to RunSignup with both of its secrets."""
    usual = {"secrets": {"api_key": API_KEY, "api_secret": API_SECRET}, "owner": "harbor"}
    return Wish(name, "runsignup", **{**usual, **about})


def with_keys(place: Workplace, keys: str) -> Workplace:
    """The same workplace and store as a process with other keys has it."""
    return with_env(place, ENCRYPTION_KEY=keys)


def with_env(place: Workplace, **env: str) -> Workplace:
    """The same workplace and store in another environment."""
    made = replace(place, env={**place.env, **env})
    vars(made)["store"] = place.store
    return made
