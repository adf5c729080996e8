"""Sentences: before a call, after one, and when one failed."""

from collections.abc import Sequence

from conversations.demo_model import results
from conversations.demo_model.tools import Tool, verb_in
from conversations.demo_model.transcript import Done, Transcript
from conversations.demo_model.vocabulary import WRITING

_OFFERS = {
    "create": "I can create that.",
    "comment": "I can add that comment.",
    "close": "I can close that.",
    "update": "I can change that.",
    "post": "I can post that.",
    "delete": "I can delete that.",
}
_CHECK = "Please check what I will send:"
_MOST_ITEMS = 12
_MOST_QUOTED = 3
_LONGEST_TEXT = 4_000
# How a refusal begins, and what it means for the person.
_REFUSALS = {
    "The person denied this call.": "You declined that, so I did not do it and nothing was sent.",
    "Nobody approved this call in time.": "Nobody approved that in time, so nothing was sent.",
    "This call is not allowed.": "I may not do that here, so nothing was sent.",
    "It is not known whether this call happened.": "It is not known whether that happened, so I stopped.",
}


def lead_in(tool: Tool, transcript: Transcript) -> str:
    """The sentence before a call, after a word on what the call before it brought."""
    if tool.verb in WRITING:
        offer = "I can file that." if tool.verb == "create" and "issue" in tool.words else _OFFERS[tool.verb]
        sentence = f"{offer} {_CHECK}"
    else:
        sentence = f"Let me look in {tool.connector}." if tool.connector else "Let me look that up."
    return "\n\n".join([*_so_far(transcript), sentence])


def outcome(transcript: Transcript, tools: Sequence[Tool]) -> str:
    """The answer after the last call."""
    last = transcript.done[-1]
    tool = next((each for each in tools if each.name == last.tool), None)
    if tool is not None and tool.verb in WRITING:
        return _done(last, tool)
    return _found(last, tool)


def failure(call: Done, tool: Tool | None) -> str:
    """What failed, in plain words, with the reason that came with it."""
    for beginning, meaning in _REFUSALS.items():
        if call.result.startswith(beginning):
            reason = call.result.removeprefix(beginning).strip()
            return f"{meaning}\n\n> {reason}" if reason else meaning
    where = tool.connector if tool and tool.connector else "The tool"
    reason = call.result or "It gave no reason."
    return f"That did not work. {where} says:\n\n> {_cut(reason)}"


def question_for(tool: Tool, missing: tuple[str, ...]) -> str:
    """Ask for what a call lacks."""
    where = f" in {tool.connector}" if tool.connector else ""
    names = " and ".join(f"**{name.replace('_', ' ')}**" for name in missing)
    return f"I can do that{where}, but I need to know the {names}. Please ask again in one sentence."


def _so_far(transcript: Transcript) -> list[str]:
    if not transcript.done:
        return []
    wrote = verb_in(transcript.done[-1].tool) in WRITING
    found = [] if wrote else results.items(transcript.done[-1].result)
    if found:
        quoted = "\n".join(f"- {item}" for item in found[:_MOST_QUOTED])
        more = f"\n- … and {len(found) - _MOST_QUOTED} more" if len(found) > _MOST_QUOTED else ""
        return [f"I found this:\n\n{quoted}{more}"]
    headline = results.headline(transcript.done[-1].result)
    return [results.with_bold_keys(headline)] if headline else []


def _done(call: Done, tool: Tool) -> str:
    key, title = results.key_of(call.result), call.arguments.get("title")
    where = f" in {tool.connector}" if tool.connector else ""
    if tool.verb == "create" and key:
        # The person may have edited it: only what the service names too is named.
        named = f" “{title}”" if isinstance(title, str) and title in call.result else ""
        sentence = f"Done: **{key}**{named} is{where}."
    else:
        headline = results.headline(call.result).rstrip(".!?")
        about = f"**{key}**: " if key and key not in headline and tool.verb != "post" else ""
        did = results.with_bold_keys(_lower_first(headline))
        sentence = f"Done: {about}{did}." if headline else f"Done{where}."
    facts = results.facts(call.result)[:6] if tool.verb == "create" else []
    listed = "\n".join(f"- {fact}" for fact in facts)
    return f"{sentence}\n\n{listed}" if listed else sentence


def _found(call: Done, tool: Tool | None) -> str:
    where = f" in {tool.connector}" if tool and tool.connector else ""
    found = results.items(call.result)
    if found and (tool is None or tool.verb != "read"):
        shown = "\n".join(f"- {item}" for item in found[:_MOST_ITEMS])
        more = f"\n\nThat is the first {_MOST_ITEMS} of {len(found)}." if len(found) > _MOST_ITEMS else ""
        return f"Here is what I found{where}:\n\n{shown}{more}"
    if listed := results.facts(call.result) if not results.headline(call.result) else []:
        return f"Here is what I found{where}:\n\n" + "\n".join(f"- {fact}" for fact in listed)
    return f"This is what I found{where}:\n\n{results.as_markdown(_cut(call.result)) or 'The answer was empty.'}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rstrip()}…"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
