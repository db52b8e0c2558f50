"""The providers that take results: one line each, imported when it is opened.

Race Roster names the verbs of a write call but no path, Haku has no call at all: for them, and for
every provider that is not listed, `push.publishing.export` writes a file.
"""

PUBLISHERS = {
    "runsignup": "push.publishers.runsignup",
}
