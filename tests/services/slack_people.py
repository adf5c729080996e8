"""Mia and Ada in front of the stand-in of Slack."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.services.calling import connected
from tests.services.slack_stand_in import SlackStandIn

# In #launch: a message with two replies, the first of them, and the newest message.
FIRST, REPLY, LAST = "1700000000.000100", "1700000010.000200", "1700000100.000400"


def at(slack: SlackStandIn, token: str = "xoxp-mia") -> Any:
    """A client with this person's token."""
    return connected("slack", slack.url, token)


def soon(**ahead: int) -> str:
    """A time as tools take it."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()
