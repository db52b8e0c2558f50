"""The public API of NowRepBlue, a talent agency, as far as its one public client uses it."""
