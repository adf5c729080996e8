"""Whole ways through the product in one process: the real API and engine, a scripted model, servers from outside."""

# Fixtures are found by their names in this module.
from tests.conversations.conftest import engine, model, queued

__all__ = ["engine", "model", "queued"]
