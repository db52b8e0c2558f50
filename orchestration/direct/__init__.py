"""A few changed records, served in seconds: without dbt, by the statements that dbt made."""
