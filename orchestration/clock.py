"""How a race shows a time that was run."""


def clock(milliseconds: int | None) -> str:
    """A time as a race shows it, `1:02:03.4`; a dash when there is none."""
    if milliseconds is None:
        return "-"
    minutes, rest = divmod(milliseconds // 100, 600)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 10:02d}.{rest % 10}"
