"""The embedded run on one machine: everything as in production, but on loopback."""

from config.settings.base import *  # noqa: F403

DEMO_ACCOUNTS = True
