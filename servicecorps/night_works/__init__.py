"""Planned works at night, so that nobody's water is cut by day."""
