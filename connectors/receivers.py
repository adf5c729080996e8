"""Listens to organizations.signals."""
