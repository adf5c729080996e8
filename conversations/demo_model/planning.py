"""What the model does next: say something, or say a sentence and use a tool."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.arguments import Filled, Source, fill
from conversations.demo_model.designs import asked_for, drawn_by, of_connectors
from conversations.demo_model.matching import best_tool, clauses_of, with_name
from conversations.demo_model.phrases import WRITING, topic_of
from conversations.demo_model.request import Request, Tool, verb_in
from conversations.demo_model.transcript import (
    Done,
    Transcript,
    as_markdown,
    facts,
    headline,
    items,
    key_of,
    read,
    with_bold_keys,
)

# Sentences: before a call, after one, and when one failed.

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
    found = [] if wrote else items(transcript.done[-1].result)
    if found:
        quoted = "\n".join(f"- {item}" for item in found[:_MOST_QUOTED])
        more = f"\n- … and {len(found) - _MOST_QUOTED} more" if len(found) > _MOST_QUOTED else ""
        return [f"I found this:\n\n{quoted}{more}"]
    first = headline(transcript.done[-1].result)
    return [with_bold_keys(first)] if first else []


def _done(call: Done, tool: Tool) -> str:
    key, title = key_of(call.result), call.arguments.get("title")
    where = f" in {tool.connector}" if tool.connector else ""
    if tool.verb == "create" and key:
        # The person may have edited it: only what the service names too is named.
        named = f" “{title}”" if isinstance(title, str) and title in call.result else ""
        sentence = f"Done: **{key}**{named} is{where}."
    else:
        first = headline(call.result).rstrip(".!?")
        about = f"**{key}**: " if key and key not in first and tool.verb != "post" else ""
        did = with_bold_keys(_lower_first(first))
        sentence = f"Done: {about}{did}." if first else f"Done{where}."
    said = facts(call.result)[:6] if tool.verb == "create" else []
    listed = "\n".join(f"- {fact}" for fact in said)
    return f"{sentence}\n\n{listed}" if listed else sentence


def _found(call: Done, tool: Tool | None) -> str:
    where = f" in {tool.connector}" if tool and tool.connector else ""
    found = items(call.result)
    if found and (tool is None or tool.verb != "read"):
        shown = "\n".join(f"- {item}" for item in found[:_MOST_ITEMS])
        more = f"\n\nThat is the first {_MOST_ITEMS} of {len(found)}." if len(found) > _MOST_ITEMS else ""
        return f"Here is what I found{where}:\n\n{shown}{more}"
    if listed := facts(call.result) if not headline(call.result) else []:
        return f"Here is what I found{where}:\n\n" + "\n".join(f"- {fact}" for fact in listed)
    return f"This is what I found{where}:\n\n{as_markdown(_cut(call.result)) or 'The answer was empty.'}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rstrip()}…"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


# Honest answers where no tool fits.

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


MOST_CALLS = 8  # rules that would go on longer have misunderstood


@dataclass(frozen=True, slots=True)
class Use:
    """A tool call."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One response of the model: text, and perhaps a call after it."""

    text: str
    use: Use | None = None


def next_step(request: Request) -> Step:
    """Decide from the words of the last question and from what was done about it."""
    transcript = read(request.messages)
    offered = request.tools if request.choice.kind != "none" else []
    tools = of_connectors(offered)
    if failed := next((call for call in transcript.done if call.failed), None):
        return Step(failure(failed, _named(failed.tool, tools)))
    if not transcript.done and (design := asked_for(transcript.question, offered)):
        sentence, name, arguments = design
        return Step(sentence, Use(name, arguments))
    if len(transcript.done) < MOST_CALLS and not drawn_by(transcript.done):
        step = _forced(request, transcript) or _planned(transcript, tools)
        if step is not None:
            return step
    if transcript.done:
        return Step(drawn_by(transcript.done) or outcome(transcript, tools))
    return Step(reply(transcript.question, tools))


def _planned(transcript: Transcript, tools: Sequence[Tool]) -> Step | None:
    """The first thing to do that is not done yet."""
    calls = [call.tool for call in transcript.done]
    topic, understood = "", False
    for said in clauses_of(transcript.question):
        clause = with_name(said, transcript.last_key)
        tool = best_tool(clause, tools)
        understood = understood or tool is not None
        if tool is not None and tool.name not in calls:
            return _call(tool, Source(clause, transcript, topic), tools)
        if tool is not None:
            calls = calls[calls.index(tool.name) + 1 :]
        topic = topic_of(clause) or topic
    return None if understood else _search_for_tools(transcript, tools)


def _call(tool: Tool, source: Source, tools: Sequence[Tool]) -> Step | None:
    """The call, or one that looks up what it lacks, or a question; None when looking up found nothing."""
    filled = fill(tool, source)
    sentence = lead_in(tool, source.transcript)
    if not filled.missing:
        return Step(sentence, Use(tool.name, filled.arguments))
    finder = _finder_for(tool, filled, tools)
    if finder is None:
        return Step(question_for(tool, filled.missing))
    looked_up = fill(finder, source)
    if any(call.tool == finder.name for call in source.transcript.done) or looked_up.missing:
        return None
    return Step(lead_in(finder, source.transcript), Use(finder.name, looked_up.arguments))


def _search_for_tools(transcript: Transcript, tools: Sequence[Tool]) -> Step | None:
    """With tools on demand, ask for them once."""
    finder = next((tool for tool in tools if tool.searches_tools), None)
    if finder is None or transcript.done:
        return None
    wanted = finder.required or tuple(finder.properties)[:1]
    return Step("Let me see which tool fits.", Use(finder.name, dict.fromkeys(wanted, transcript.question)))


def _finder_for(tool: Tool, filled: Filled, tools: Sequence[Tool]) -> Tool | None:
    """A tool of the same connector that can look up the id that is missing."""
    if not any(name.endswith(("id", "key")) for name in filled.missing):
        return None
    finders = [each for each in tools if each.slug == tool.slug and each.verb in ("search", "list")]
    return next((each for each in finders if set(each.objects) & set(tool.objects)), None)


def _forced(request: Request, transcript: Transcript) -> Step | None:
    """`tool_choice` names a tool, or wants any."""
    if transcript.done or request.choice.kind not in ("tool", "any"):
        return None
    named = [tool for tool in request.tools if tool.name == request.choice.name]
    tool = next(iter(named), None) or best_tool(transcript.question, request.tools) or next(iter(request.tools), None)
    if tool is None:
        return None
    filled = fill(tool, Source(transcript.question, transcript, topic_of(transcript.question)))
    return Step("", Use(tool.name, filled.arguments))


def _named(name: str, tools: Sequence[Tool]) -> Tool | None:
    return next((tool for tool in tools if tool.name == name), None)
