"""The further settings and secrets of a Resources Centre that edits are sent back to."""

from extract.kit.settings import Setting
from extract.kit.spec import Secret

SETTINGS: tuple[Setting, ...] = ()
SECRETS: tuple[Secret, ...] = ()
