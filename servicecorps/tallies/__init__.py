"""Measures, opening balances, comparisons: every figure comes from here."""
