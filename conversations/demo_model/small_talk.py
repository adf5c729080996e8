"""Honest answers where no tool fits."""

import re
from collections.abc import Sequence

from conversations.demo_model.tools import Tool

_WHO = "I am the demo model: rules, not an LLM. I pick a tool by the words of your message and fill it in."
_NO_TOOLS = (
    "No connector is switched on in this conversation, so there is nothing that I can look up or do."
    " Press **+** below (or type **/**), switch one on, for example Acme Tracker, and ask again:"
    "\n\n- create an issue for the bug where the login button disappears on mobile\n- which issues are open?"
)
_REAL_MODEL = "With a real model (`ANTHROPIC_API_KEY`), this conversation answers everything else, too."
_THANKS = re.compile(r"^\W*(?:thanks|thank you|thx|cheers|great|perfect|nice)\b", re.IGNORECASE)
_GREETING = re.compile(r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[\w\s,!.]{0,20}$", re.IGNORECASE)
_ABILITY = re.compile(r"\b(?:what can|who are|what are) you\b|\bhelp\b", re.IGNORECASE)
_MOST_TOOLS = 8


def reply(question: str, tools: Sequence[Tool]) -> str:
    """What to say to a message that asks for nothing the tools can do."""
    if _THANKS.match(question):
        return "You are welcome."
    greets = _GREETING.match(question) is not None
    opening = f"Hello! {_WHO}" if greets else _WHO
    if not tools:
        return f"{opening}\n\n{_NO_TOOLS}\n\n{_REAL_MODEL}"
    asked = greets or _ABILITY.search(question) is not None
    return f"{opening}\n\n{_offer(tools, introduce=asked)}\n\n{_REAL_MODEL}"


def _offer(tools: Sequence[Tool], *, introduce: bool) -> str:
    lines = []
    for connector in dict.fromkeys(tool.connector for tool in tools):
        names = [tool.spoken for tool in tools if tool.connector == connector]
        more = f" and {len(names) - _MOST_TOOLS} more" if len(names) > _MOST_TOOLS else ""
        lines.append(f"- **{connector or 'Tools'}**: {', '.join(names[:_MOST_TOOLS])}{more}")
    start = "These tools are switched on here:"
    start = start if introduce else f"I found no tool for that. {start}"
    return "\n".join([start, "", *lines, "", "Name the thing and what to do with it, and I will try."])
