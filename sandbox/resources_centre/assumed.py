"""What nobody has written down of a Resources Centre and the server does all the same."""

# A row may be changed by its id, as far as the deployment lets it: `PUT {prefix}/speakers/1` with
# the fields to be changed answers with the whole record, and moves its time of change to now.
WRITE_METHODS = ("PUT", "PATCH")
UNWRITABLE = {"error": "No such field"}
BAD_SINCE = {"error": "since is no ISO 8601 time"}

# Written in the specification; another note has "Unauthorized" for the same.
UNAUTHORIZED = {"error": "Invalid or missing API key"}
FAULT = {"error": "Internal server error", "message": "database is locked"}
ERROR_OBJECT = {"error": "Service unavailable"}
NOT_FOUND = "<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>"
FAULT_PAGE = "<!DOCTYPE html><html><body><h1>500 Internal Server Error</h1></body></html>"
