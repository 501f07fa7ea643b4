"""The logbook: what every kind of record has in common."""
