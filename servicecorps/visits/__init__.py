"""Visits to households: the heart of the logbook."""
