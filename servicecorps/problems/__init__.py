"""Water-use difficulties, wider than a repair."""
