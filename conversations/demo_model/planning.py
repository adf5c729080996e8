"""What the model does next: say something, or say a sentence and use a tool."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model import answers, small_talk
from conversations.demo_model.arguments import Filled, Source, fill
from conversations.demo_model.clauses import clauses_of, with_name
from conversations.demo_model.matching import best_tool
from conversations.demo_model.phrases import topic_of
from conversations.demo_model.request import Request
from conversations.demo_model.tools import Tool
from conversations.demo_model.transcript import Transcript, read

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
    tools = request.tools if request.choice.kind != "none" else []
    if failed := next((call for call in transcript.done if call.failed), None):
        return Step(answers.failure(failed, _named(failed.tool, tools)))
    if len(transcript.done) < MOST_CALLS:
        step = _forced(request, transcript) or _planned(transcript, tools)
        if step is not None:
            return step
    if transcript.done:
        return Step(answers.outcome(transcript, tools))
    return Step(small_talk.reply(transcript.question, tools))


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
    lead_in = answers.lead_in(tool, source.transcript)
    if not filled.missing:
        return Step(lead_in, Use(tool.name, filled.arguments))
    finder = _finder_for(tool, filled, tools)
    if finder is None:
        return Step(answers.question_for(tool, filled.missing))
    looked_up = fill(finder, source)
    if any(call.tool == finder.name for call in source.transcript.done) or looked_up.missing:
        return None
    return Step(answers.lead_in(finder, source.transcript), Use(finder.name, looked_up.arguments))


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
