"""Fields of a form: each with its label, what is to be written there, and what was."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nicegui import events, ui
from nicegui.elements.mixins.text_element import TextElement

from orchestration.dashboard.frame import text
from orchestration.dashboard.parts import say


@dataclass
class Field:
    """What stands in a field now, and what stood there at first."""

    name: str
    value: str = ""
    first: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the reader wrote something else."""
        return self.value.strip() != self.first


@dataclass(frozen=True)
class Asked:
    """How a field looks: secrets are written and never shown."""

    label: str
    help: str = ""
    is_secret: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()


def field(name: str, asked: Asked, first: str = "") -> Field:
    """A field with its label; what is written in it is there a moment later."""
    made = Field(name, first, first)

    def written(event: events.GenericEventArguments) -> None:
        made.value = str(event.args or "")[:100_000]

    with ui.element("div").classes("field"):
        label = TextElement(text=asked.label, tag="label").classes("strong")
        help_ = text(asked.help, "quiet help") if asked.help else None
        if asked.choices:
            with ui.element("select") as box:
                for one in asked.choices:
                    option = TextElement(text=one, tag="option")
                    option._props["value"] = one
                    if one == first:
                        option.props("selected")
        else:
            box = ui.element("input")
            kind = "password" if asked.is_secret else "text"
            # A browser must not offer to keep what is not its own.
            box.props(f'type="{kind}" autocomplete="new-password" spellcheck="false"')
            # As an attribute, which a later drawing does not put over what was typed meanwhile.
            box._props["^value"] = first
            box._props["placeholder"] = asked.hint
        label._props["for"] = box.html_id
        if help_ is not None:
            box._props["aria-describedby"] = help_.html_id
        box.on("input", written, js_handler="(e) => emit(e.target.value)")
    return made


def words_of(fields: Mapping[str, Field]) -> list[str]:
    """The fields that were changed, as the command line writes settings."""
    return [f"{one.name}={one.value.strip()}" for one in fields.values() if one.is_changed]


def shown_value(value: Any) -> str:
    """A setting as one writes it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def submit(label: str, send: Callable[[], object]) -> ui.element:
    """The button that sends a form."""
    made = ui.element("button").props('type="button"').classes("button main")
    with made:
        text(label)
    made.on("click", send)
    return made


def missing(fields: Mapping[str, Field]) -> bool:
    """Whether a field that is needed is empty, which the reader is told."""
    empty = [name for name, one in fields.items() if not one.value.strip()]
    if empty:
        say(f"Write something under {' and '.join(empty)}. Nothing was changed.", is_well=False)
    return bool(empty)
