"""PULL: provider APIs to raw tables. Knows nothing of dbt or Dagster, only reads from providers."""
