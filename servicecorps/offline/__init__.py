"""Logging without signal: what a phone keeps, and the pages it opens then."""
