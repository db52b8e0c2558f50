"""The switches of the server: where it is to answer otherwise."""

from __future__ import annotations

from dataclasses import dataclass

MODES = ("all", "live")


@dataclass(frozen=True)
class Switches:
    """How the server answers.

    default_mode: the filter mode of a call that names none. calls_per_minute: more are refused
    with 429, and `retry_after` says for how long. html_errors: a web page instead of errors in
    JSON. unknown_filters_fail: 400 for a filter it does not know, which it leaves out otherwise.
    ignored: names of filters that it leaves out although it knows them. money_as_numbers,
    blank_dates (`""` for null), offset_times (`+01:00`): how records are written. no_actions: the
    log of actions is closed.
    """

    default_mode: str = "all"
    calls_per_minute: int | None = None
    retry_after: bool = True
    html_errors: bool = False
    unknown_filters_fail: bool = False
    ignored: tuple[str, ...] = ()
    money_as_numbers: bool = False
    blank_dates: bool = False
    offset_times: bool = False
    no_actions: bool = False

    def __post_init__(self) -> None:
        """Refuse what no switch acts on, which would otherwise do nothing."""
        object.__setattr__(self, "ignored", tuple(self.ignored))
        if self.default_mode not in MODES:
            raise ValueError(f"unknown mode {self.default_mode!r}; known are {', '.join(MODES)}")
