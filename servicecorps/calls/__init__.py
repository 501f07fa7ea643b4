"""Hotline calls, one by one or as the lines of a busy shift."""
