"""PULL: provider APIs to raw tables. Knows nothing of dbt or Dagster and only reads from providers."""
