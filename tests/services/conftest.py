"""The whole way to a built-in service: the directory, and people in front of browsers."""

from tests.connectors.conftest import adas, demo, directory, mias

__all__ = ["adas", "demo", "directory", "mias"]
