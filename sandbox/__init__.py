"""Local servers that speak the providers' APIs, filled with one invented population."""
