"""The embedded run on one machine: everything as in production, but on loopback."""

from config import env
from config.settings.base import *  # noqa: F403

# The supervisor says so when the database is its own; never where a person has set DATABASE_URL.
DEMO_ACCOUNTS = env.flag("SWITCHBOARD_EMBEDDED")
