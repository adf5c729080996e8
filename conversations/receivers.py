"""Listens to the apps below."""
