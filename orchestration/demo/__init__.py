"""A whole race against local provider servers, from the first registration to the last result."""
