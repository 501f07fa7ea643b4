"""Repairs, found by us or reported by a customer."""
