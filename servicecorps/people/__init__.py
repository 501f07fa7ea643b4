"""Accounts, members, teams and roles; who may do what; signing in."""
