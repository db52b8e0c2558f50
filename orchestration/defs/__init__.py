"""What Dagster runs, one concern each."""
