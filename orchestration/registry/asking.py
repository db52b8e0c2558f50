"""How a secret is got from a person: typed unseen, or one line of stdin."""

import sys
from collections.abc import Mapping

from orchestration.registry.words import Source


def is_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty()


def source_of(env: Mapping[str, str]) -> Source:
    """Where the secrets of this command come from."""
    return Source(env, ask)


def ask(title: str) -> str:
    """What is typed, unseen, or the next line of stdin; empty for nothing."""
    if is_terminal():
        from getpass import getpass

        return getpass(f"{title}: ").strip()
    return sys.stdin.readline().strip()
