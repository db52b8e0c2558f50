"""Connections and destinations that anyone can manage: rows of the control store."""
