"""The control store: the small database beside the warehouse that remembers what syncline did."""
