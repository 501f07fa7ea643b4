"""Every form exactly once."""
