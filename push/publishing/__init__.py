"""Results on their way back to the registration providers: plan, approval, sending, seal."""
