"""Times of a race as people and providers write them."""


def clock(milliseconds: str) -> str:
    """Milliseconds as `[H:]MM:SS.mmm`."""
    seconds, rest = divmod(int(milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    hours = f"{hour}:" if hour else ""
    return f"{hours}{minute:02}:{second:02}.{rest:03}"
