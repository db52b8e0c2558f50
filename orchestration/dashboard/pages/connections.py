"""Connections and destinations: list, add, change, try; secrets are written and never shown."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from nicegui import ui

from extract.providers import PROVIDERS
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.forms import (
    Asked,
    Field,
    field,
    missing,
    shown_value,
    submit,
    words_of,
)
from orchestration.dashboard.frame import heading, leave_to, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.parts import Deed, button, done, facts, moment, state
from orchestration.dashboard.registering import (
    Known,
    add,
    change,
    read_connections,
    read_known,
    settings_shown,
    take_away,
    try_it,
)
from orchestration.dashboard.session import HOME
from orchestration.dashboard.syncing import pause
from orchestration.dashboard.words import Cell, State, link_cell, state_cell
from orchestration.registry.declaring import Declared, declared_of
from orchestration.registry.directory import Listed
from orchestration.trying import Tried

HERE = f"{HOME}/connections"
SECRETS = {
    "stored": "stored, sealed",
    "environment": "from the environment",
    "file": "from a file",
    "missing": "missing",
}
VERDICTS = {
    "well": State("good", "Well"),
    "failed": State("bad", "Failed"),
    "unknown": State("off", "Not known"),
}
LIST = Listing(
    "Connections",
    {"name": "Name", "system": "System", "partner": "Partner", "state": "State"},
    "There are none yet. Add the first one: its system, its name, its keys.",
)


def add_pages(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/connections", "Connections", roles=("admin",))
    async def every(view: View) -> None:
        heading("Connections")
        with ui.element("div").classes("row-of-buttons"):
            for way, words in (("/new", "Add a connection"), ("/destinations", "Destinations")):
                with ui.element("a").props(f'href="{HERE}{way}"').classes("button"):
                    text(words)
        await listing(view, LIST, lambda *asked: _rows(view, *asked))

    @page(desk, "/connections/new", "Add a connection", roles=("admin",))
    async def choose(view: View) -> None:
        assert view
        heading("Which system is it?")
        with ui.element("ul").classes("plain-list card"):
            for one in sorted(PROVIDERS.values(), key=lambda each: each.title.casefold()):
                with ui.element("li").classes("spread"):
                    with ui.element("a").props(f'href="{HERE}/new/{one.slug}"'):
                        text(one.title)
                    text(one.domain, "quiet")

    @page(desk, "/connections/new/{provider}", "Add a connection", roles=("admin",))
    async def new(view: View) -> None:
        declared = declared_of(view.asked["provider"])
        heading(f"A new connection to {declared.provider.title}")
        _new(view, declared)

    @page(desk, "/connections/{slug}", "Connection", roles=("admin",))
    async def one(view: View) -> None:
        known = await view.desk.wait_for(read_known, view, view.asked["slug"])
        heading(known.listed.name)
        _one(view, known)


def _rows(view: View, words: str, skip: int, limit: int) -> Slice:
    meant = words.lower().split()[:10]
    found = [one for one in read_connections(view) if _has(one, meant)]
    return Slice([_row(one) for one in found[skip : skip + limit]], len(found))


def _has(one: Listed, words: list[str]) -> bool:
    whole = (one.name, one.slug, one.owner, PROVIDERS[one.provider].title, _state(one).word)
    return all(word in " ".join(whole).lower() for word in words)


def _row(one: Listed) -> dict[str, Cell]:
    return {
        "name": link_cell(one.name, f"{HERE}/{quote(one.slug, safe='')}"),
        "system": PROVIDERS[one.provider].title,
        "partner": one.owner,
        "state": state_cell(_state(one)),
    }


def _state(one: Listed) -> State:
    if not one.is_active:
        return State("off", "Paused")
    needed = {secret.name for secret in PROVIDERS[one.provider].secrets}
    if any(one.secrets.get(name) == "missing" for name in needed):
        return State("warn", "Key missing")
    return State("good", "Set up")


def _new(view: View, declared: Declared) -> None:
    with ui.element("div").classes("card form"):
        name = field("name", Asked("Name", "as people call it, e.g. Harbor RunSignup"))
        own = {"owner": field("owner", Asked("Partner", "whose it is; empty for nobody's"))}
        keys = _secrets(declared)
        settings = _settings(declared, None)

        async def send() -> None:
            if missing({"Name": name}):
                return
            made: list[str] = []
            words = words_of({**own, **settings})
            secrets = {one.name: one.value for one in keys.values() if one.value}

            def call() -> str:
                provider = declared.provider.slug
                made.append(add(view, provider, name.value.strip(), words, secrets))
                return ""

            if await done(view, Deed("Add", call, ("admin",))):
                leave_to(f"{HERE}/{quote(made[0], safe='')}")

        with ui.element("div").classes("row-of-buttons"):
            submit("Add it", send)


def _secrets(declared: Declared, one: Listed | None = None) -> dict[str, Field]:
    heading("Keys", level=2)
    paragraph("They are sealed before they are stored, and never shown again.", "quiet")
    needed = {secret.name for secret in declared.own_secrets}
    found = {}
    for name, secret in declared.secrets.items():
        now = SECRETS[one.secrets.get(name, "missing")] if one else ""
        hint = f"{now}; write a new one to replace it" if one else ""
        label = name.replace("_", " ") + ("" if name in needed else " (where it is used)")
        found[name] = field(name, Asked(label, secret.help, is_secret=True, hint=hint))
    return found


def _settings(declared: Declared, one: Listed | None) -> dict[str, Field]:
    found = {}
    with ui.element("details"):
        with ui.element("summary"):
            text("Settings, which are well as they are for most")
        for name, value in (
            settings_shown(one, declared) if one else dict.fromkeys(declared.settings)
        ).items():
            setting = declared.settings[name]
            usual = f"; {shown_value(setting.default)} if empty" if setting.default else ""
            said = f"{setting.help} ({setting.expected}{usual})"
            label = name.replace("_", " ")
            found[name] = field(name, Asked(label, said), shown_value(value))
    return found


def _one(view: View, known: Known) -> None:
    one = known.listed
    with ui.element("section").classes("card"):
        facts(
            [
                ("System", known.declared.provider.title),
                ("Slug", one.slug),
                ("State", lambda: state(_state(one))),
                ("Kept in", "a file" if one.source == "file" else "the registry"),
                ("Changed", partial(_changed, view, one)),
            ]
        )
        tried = ui.element("div").props('role="status"')
        with ui.element("div").classes("row-of-buttons"):
            test_button(view, tried, partial(try_it, view, one.slug))
            is_ours = one.source == "registry"
            why = "" if is_ours else "It stands in a file; change it there"
            button(view, pause(view, one), _reload, why_not=why)
            deed = Deed(
                "Remove",
                partial(take_away, view, one.slug),
                ("admin",),
                ask=f"{one.slug} goes with its secrets.\nWhat it landed, and its history, stay.",
                confirm="Remove it",
            )
            button(view, deed, _to_list, why_not=why, classes="danger")
    if one.source == "registry":
        _edit(view, known)
    if known.changes:
        heading("Who changed what", level=2)
        with ui.element("ul").classes("plain-list card"):
            for change_ in known.changes:
                with ui.element("li").classes("spread"):
                    names = ", ".join(sorted(str(name) for name in change_.detail))
                    text(f"{change_.changed_by} {change_.action} it{f': {names}' if names else ''}")
                    moment(view, change_.changed_at)


def _edit(view: View, known: Known) -> None:
    one = known.listed
    heading("Change it", level=2)
    with ui.element("div").classes("card form"):
        own = {
            "name": field("name", Asked("Name"), one.name),
            "owner": field("owner", Asked("Partner", "whose it is"), one.owner),
        }
        keys = _secrets(known.declared, one)
        settings = _settings(known.declared, one)

        async def send() -> None:
            words = words_of({**own, **settings})
            secrets = {key.name: key.value for key in keys.values() if key.value}
            deed = Deed("Save", lambda: change(view, one.slug, words, secrets), ("admin",))
            if await done(view, deed):
                await _reload()

        with ui.element("div").classes("row-of-buttons"):
            submit("Save", send)


def _changed(view: View, one: Listed) -> None:
    moment(view, one.changed_at, never="not since it was made")
    if one.changed_by:
        text(f" by {one.changed_by}")


def test_button(view: View, box: ui.element, trying: Callable[[], Tried]) -> None:
    """The button that tries something and shows in the box how it went."""
    found: list[Tried] = []

    def call() -> str:
        found[:] = [trying()]
        return ""

    async def show() -> None:
        box.clear()
        with box:
            show_tried(found[0])

    deed = Deed("Test it", call, ("admin",), meanwhile="It is asked now")
    button(view, deed, show, classes="main")


def show_tried(tried: Tried) -> None:
    """How a trial went, in one line and check by check."""
    with ui.element("div").classes(f"notice {'good' if tried.is_well else 'bad'}"):
        text(tried.words, "strong")
        with ui.element("ul").classes("plain-list"):
            for check in tried.checks:
                with ui.element("li").classes("spread"):
                    state(VERDICTS[check.verdict])
                    text(check.name, "strong")
                    text(check.words)


async def _reload() -> None:
    ui.timer(1.0, ui.navigate.reload, once=True)


async def _to_list() -> None:
    ui.timer(1.0, lambda: leave_to(HERE), once=True)
