"""The API of Close, a CRM for sales, as far as it is read here, with its search and event log."""
