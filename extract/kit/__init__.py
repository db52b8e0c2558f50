"""What every provider shares; nothing in here names one."""
