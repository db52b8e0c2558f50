"""WHEN and WHO MAY: Dagster, the control store and the people's doors. No business rule."""
