"""Districts, sub-districts, communities and the households the team cares for."""
