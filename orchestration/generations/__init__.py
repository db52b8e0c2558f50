"""What is served and what is kept of it: rolling back, history, differences. Needs no dbt."""
