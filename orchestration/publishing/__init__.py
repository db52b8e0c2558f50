"""Results as a person lets them out: which event, from where, who approves it, what is shown."""
