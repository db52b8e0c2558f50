"""What a person sees of connections, and the same as JSON: of secrets never more than a name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from extract.kit.settings import Setting
from extract.providers import PROVIDERS
from orchestration.registry.auditing import Change
from orchestration.registry.declaring import Declared
from orchestration.registry.directory import Listed
from orchestration.registry.rotating import Rotated
from orchestration.registry.switching import Switched
from orchestration.screens import OUT, escaped, listing, show_json


@dataclass(frozen=True)
class Story:
    """One connection with what its provider declares, and the newest changes of it."""

    connection: Listed
    declared: Declared
    changes: Sequence[Change]


def show_connections(found: Sequence[Listed], *, as_json: bool) -> None:
    """One line per connection."""
    if as_json:
        return show_json(found)
    if not found:
        return OUT.print("There is no connection yet. Try: syncline connections add --help")
    table = listing("", ("connection", "provider", "owner", "active", "secrets", "in"), ())
    for one in found:
        there = sum(state != "missing" for state in one.secrets.values())
        table.add_row(
            one.slug,
            one.provider,
            escaped(one.owner),
            "yes" if one.is_active else "no",
            f"{there} of {len(one.secrets)}" if one.secrets else "none",
            one.source,
        )
    OUT.print(table)


def show_connection(story: Story, *, as_json: bool) -> None:
    """All about one connection."""
    one = story.connection
    if as_json:
        return show_json({**asdict(one), "changes": story.changes})
    OUT.print(f"[bold]{escaped(one.name)}[/] ({one.slug}), {one.provider}, in the {one.source}")
    if one.id:
        OUT.print(f"  id {one.id}, owner {escaped(one.owner) or 'nobody'}")
    if not one.is_active:
        OUT.print(f"  disabled; enable it with: syncline connections enable {one.slug}")
    for name, value in sorted(one.settings.items()):
        OUT.print(f"  {escaped(name)} = {escaped(_text(value))}", soft_wrap=True)
    for name, state in one.secrets.items():
        OUT.print(f"  secret {escaped(name)}: {state}")
    show_changes(story.changes)


def show_changes(changes: Sequence[Change]) -> None:
    """The newest changes, each in a line: when, what, by whom; times in UTC."""
    for change in changes:
        what = ", ".join(f"{name} {_text(value)}" for name, value in change.detail.items())
        told = f"{change.changed_at:%Y-%m-%d %H:%M} {change.action} by {change.changed_by} {what}"
        OUT.print(f"  {escaped(told.strip())}", soft_wrap=True)


def show_declared(declared: Declared, *, as_json: bool) -> None:
    """The settings and secrets that a provider's connections may have."""
    settings = [_setting(one) for one in declared.settings.values()]
    secrets = list(declared.secrets.values())
    if as_json:
        about = {"provider": declared.provider.slug, "settings": settings, "secrets": secrets}
        return show_json(about)
    for one in secrets:
        OUT.print(f"secret {one.name}: {escaped(one.help)}", soft_wrap=True)
    for setting in settings:
        usual = "" if setting["default"] is None else f" (usually {_text(setting['default'])})"
        told = f"{setting['name']}: {setting['help']}; {setting['expected']}{usual}"
        OUT.print(escaped(told), soft_wrap=True)


def _setting(one: Setting) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "help": one.help, "default": one.default,
        "least": one.least, "most": one.most, "one_of": one.one_of, "expected": one.expected,
    }  # fmt: skip


def show_done(what: str, one: Listed, *, as_json: bool) -> None:
    """What was done to a connection, and which of its secrets are missing."""
    if as_json:
        return show_json(one)
    OUT.print(f"{what} {one.slug} ({escaped(one.name)}).", soft_wrap=True)
    wanted = [secret.name for secret in PROVIDERS[one.provider].secrets]
    if missing := [name for name in wanted if one.secrets[name] == "missing"]:
        OUT.print(
            f"  without {', '.join(missing)}; put one in: "
            f"syncline connections set {one.slug} --secret {missing[0]}",
            soft_wrap=True,
        )


def show_switched(what: str, switched: Switched, *, as_json: bool) -> None:
    """What became of a connection, and of the jobs that waited for it."""
    entry = switched.entry
    if as_json:
        about: Mapping[str, Any] = {"slug": entry.slug, "id": entry.id, "done": what}
        return show_json({**about, "cancelled_jobs": switched.cancelled})
    jobs = f" {switched.cancelled:,} waiting jobs were cancelled." if switched.cancelled else ""
    OUT.print(f"{what} {entry.slug} ({escaped(entry.name)}).{jobs}", soft_wrap=True)


def show_rotated(rotated: Rotated, *, as_json: bool) -> None:
    """How many secrets have a new seal, and which keys are no longer needed."""
    if as_json:
        return show_json(rotated)
    OUT.print(
        f"{rotated.resealed:,} secrets sealed anew with key {rotated.key_id}, "
        f"{rotated.unchanged:,} had it before."
    )
    if rotated.no_longer_needed:
        keys = ", ".join(rotated.no_longer_needed)
        OUT.print(f"No secret needs {keys} any more: take them out once every process has the new.")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
