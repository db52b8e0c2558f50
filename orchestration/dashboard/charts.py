"""Charts, each with a table of the same figures for who cannot see it or wants them exactly.

They are drawn as SVG, so that the look's colours reach them: the style sheet has the rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from orchestration.dashboard.frame import text

# Stand-ins, which the style sheet replaces by the colours of the look.
INKS = ("#111111", "#222222")
ROW_REM, HIGH_REM = 2.2, 18


@dataclass(frozen=True)
class Chart:
    """What a chart is called, the names along it, and the figures of each series by its title."""

    title: str
    names: Sequence[str]
    series: Mapping[str, Sequence[float]]
    is_lying: bool = False


@dataclass(frozen=True)
class Figures:
    """The table beside a chart: its head, and rows of words."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def chart(shown: Chart, figures: Figures) -> None:
    """Shows a chart, and the table of its figures below it, folded."""
    with ui.element("figure").classes("card chart"):
        TextElement(text=shown.title, tag="figcaption").classes("strong")
        high = max(len(shown.names) * ROW_REM + 3, 6) if shown.is_lying else HIGH_REM
        drawn = ui.echart(_options(shown), renderer="svg").style(f"height: {high}rem")
        drawn.props('role="img"')
        drawn._props["aria-label"] = f"{shown.title}. The table below has the figures."
        with ui.element("details"):
            with ui.element("summary"):
                text("The figures as a table")
            table(shown.title, figures)


def table(title: str, figures: Figures) -> None:
    """A plain table, whose first column names the rows."""
    with ui.element("div").classes("scroll").props('tabindex="0" role="region"') as region:
        region._props["aria-label"] = title
        with ui.element("table").classes("plain-table"):
            with ui.element("thead"), ui.element("tr"):
                for name in figures.head:
                    TextElement(text=name, tag="th").props('scope="col"')
            with ui.element("tbody"):
                for first, *others in figures.rows:
                    with ui.element("tr"):
                        TextElement(text=first, tag="th").props('scope="row"')
                        for one in others:
                            TextElement(text=one, tag="td")


def _options(shown: Chart) -> dict[str, Any]:
    named = {"type": "category", "data": list(shown.names), "axisTick": {"show": False}}
    measured = {"type": "value", "splitNumber": 4}
    series = [
        {
            "type": "bar", "name": name, "data": list(values), "barMaxWidth": 28,
            "itemStyle": {"color": ink}, "emphasis": {"disabled": True},
        }
        for ink, (name, values) in zip(INKS, shown.series.items(), strict=False)
    ]  # fmt: skip
    is_several = len(series) > 1
    return {
        "animation": False,
        "grid": {"left": 4, "right": 16, "top": 36 if is_several else 12, "bottom": 4,
                 "containLabel": True},
        "legend": {"show": is_several, "top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "none"}},
        "xAxis": measured if shown.is_lying else named,
        "yAxis": {**named, "inverse": True} if shown.is_lying else measured,
        "series": series,
    }  # fmt: skip
