"""Acme Chat: the team's channels."""
