"""What the server does that nobody has seen the provider do: change it here.

Source: assumed, each line; the texts of the errors as well.
"""

from __future__ import annotations

UNAUTHORIZED = {"errors": ["Invalid subdomain or authentication token"]}
NOT_FOUND = {"errors": ["Record not found"]}
NOT_ALLOWED = {"errors": ["Only GET is allowed here"]}
THROTTLED = {"errors": ["Too many requests"]}
HTML = "<html><body><h1>We will be right back</h1></body></html>"

# Without `per_page`; 12, 20 and 25 were all seen. More than the largest is lowered to it.
PAGE_SIZE = 20
LARGEST_PAGE = 100

# The filter mode `live` leaves out whatever is completed, cancelled, lost or dead.
NOT_LIVE = frozenset({40, 50, 60, 70})
RETRY_SECONDS = 3
# A delivery that failed is made again so often.
REDELIVERIES = 6
