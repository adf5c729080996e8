"""Which tool fits a clause best: its verb, what it is about, and what the clause holds for it."""

from collections.abc import Sequence

from conversations.demo_model.clauses import head_of, is_question, topic_words, verbs_of
from conversations.demo_model.tools import Tool, choices_of
from conversations.demo_model.transcript import KEY
from conversations.demo_model.vocabulary import STAND_INS, WRITING, stem, thing_of, words_of

ENOUGH = 5.0
_SAME_VERB = 4.0
_STAND_IN = 2.0
_SEARCH = 1.5  # "search for X" says enough, without what X is
_THING = 3.0
_CONNECTOR = 2.0
_PROPERTY = 1.5
_HELD = 2.5
_DESCRIBED = 0.5
_MOST_DESCRIBED = 2.0


def best_tool(clause: str, tools: Sequence[Tool]) -> Tool | None:
    """The tool with the highest score, the first of equals; None when none fits well enough."""
    scored = [(score(clause, tool), -place, tool) for place, tool in enumerate(tools) if not tool.searches_tools]
    if not scored:
        return None
    highest, _, tool = max(scored, key=lambda entry: entry[:2])
    return tool if highest >= ENOUGH else None


def score(clause: str, tool: Tool) -> float:
    """How well a tool fits. A question never fits a tool that writes."""
    if is_question(clause) and tool.verb in WRITING:
        return 0.0
    head = head_of(clause)
    return _verb(clause, tool) + _things(head, tool) + _holds(head, tool) + _description(clause, tool)


def _verb(clause: str, tool: Tool) -> float:
    wanted = verbs_of(clause)
    if tool.verb in wanted:
        # The verb comes first in a request; the later a word stands, the less it is what is asked for.
        searches = tool.verb == "search" and wanted[0] == "search" and not is_question(clause)
        return _SAME_VERB - min(wanted.index(tool.verb), 3) * 0.75 + (_SEARCH if searches else 0.0)
    stand_ins = [stand_in for verb in wanted[:1] for stand_in in STAND_INS.get(verb, ())]
    if tool.verb in stand_ins:
        return _STAND_IN - stand_ins.index(tool.verb) * 0.5
    return 0.0 if tool.verb == "" else -1.0


def _things(clause: str, tool: Tool) -> float:
    said = words_of(clause)
    kinds = {thing_of(word) for word in said} | _pointed_at(clause)
    objects = [word for word in tool.objects if word in said or thing_of(word) in kinds]
    connector = [word for word in words_of(tool.slug.replace("_", " ")) if word in said]
    whole_name = _SAME_VERB if tool.words and all(word in said for word in tool.words) else 0.0
    properties = _PROPERTY if not objects and any(stem(name) in said for name in tool.properties) else 0.0
    if tool.verb == "read" and any(f"{word}s" in clause.lower().split() for word in objects):
        return 0.0  # "show the documents" asks for a list
    return _THING * len(objects) + (_CONNECTOR if connector else 0.0) + whole_name + properties


def _pointed_at(clause: str) -> set[str]:
    """Things that a clause shows without naming their kind: #launch, MOB-42."""
    return {kind for kind, shown in (("channel", "#" in clause), ("issue", KEY.search(clause))) if shown}


def _holds(clause: str, tool: Tool) -> float:
    """The clause names a channel or a key, and the tool takes one."""
    names = {stem(name) for name in tool.properties}
    held = 0.0
    if "#" in clause:
        held += _HELD if any("channel" in name for name in names) else -_HELD
    if KEY.search(clause):
        held += _HELD if any("key" in name or name.endswith("id") for name in names) else -_HELD / 2
    return held


def _description(clause: str, tool: Tool) -> float:
    described = set(words_of(tool.description)) | {stem(name) for name in tool.properties} | set(_values(tool))
    shared = [word for word in dict.fromkeys(topic_words(clause)) if word in described]
    return min(_DESCRIBED * len(shared), _MOST_DESCRIBED)


def _values(tool: Tool) -> list[str]:
    return [stem(value) for schema in tool.properties.values() for value in choices_of(schema)]
