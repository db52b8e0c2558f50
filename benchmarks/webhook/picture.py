"""How the seconds from webhook to row spread, as a picture that asks nobody for a font."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

WIDTH = 76
LONGEST_BAR = 44
# Rich's own frame loads a font from another host.
FRAME = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: monospace; font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def lines(result: dict[str, Any]) -> list[str]:
    """One engine's heading, then a bar for each tenth of a second and its number of rows.

    `result` is what the benchmark keeps of an engine: times in seconds.
    """
    most = max(result["spread"].values())
    head = (
        f"{result['engine']}: {result['seen']:,} of {result['webhooks']:,} webhooks served, "
        f"p50 {result['p50']:.2f} s, p95 {result['p95']:.2f} s"
    )
    bars = [
        f"  from {step} s {'█' * max(1, count * LONGEST_BAR // most)} {count:,}"
        for step, count in result["spread"].items()
    ]
    return [head, *bars]


def draw(results: Sequence[dict[str, Any]], file: Path) -> None:
    """Writes the picture as SVG."""
    screen = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)
    for one in results:
        for line in lines(one):
            screen.print(line)
    title = "Seconds from a webhook's arrival to its row"
    file.write_text(screen.export_svg(title=title, code_format=FRAME, unique_id="spread"))
