"""Which tool fits a clause best: its verb, what it is about, and what the clause holds for it."""

import re
from collections.abc import Sequence

from conversations.demo_model.phrases import SILENT, STAND_INS, VERBS, WRITING, stem, thing_of, words_of
from conversations.demo_model.request import Tool, choices_of
from conversations.demo_model.transcript import KEY

# A question taken apart: "check #launch for …, then create an issue for …" is two things to do.

MOST_CLAUSES = 8
_ASKING = {"which", "what", "who", "any", "where", "anything"}
_DOING = sorted({word for words in VERBS.values() for word in words if " " not in word} - _ASKING)
_VERB = rf"(?:{'|'.join(_DOING)})"
# Each run of blanks is read once: a message of 20,000 of them took seconds.
_THEN = re.compile(r"(?:[,;.]\s*+|(?<!\s)\s++)(?:and\s+)?(?:then|after that|afterwards),?\s+", re.IGNORECASE)
_AND = re.compile(rf"(?:,?\s+and|[.;!])\s+(?:also\s+)?(?={_VERB}\b)", re.IGNORECASE)
# What follows one of these is said about something, and is not a thing to do.
_CONTENT = re.compile(r":|\"|“|\b(?:where|that|because|saying|says|when|titled|called)\b", re.IGNORECASE)
_QUOTES = re.compile(r"\"[^\"]*\"|“[^”]*”")
_QUESTION = re.compile(
    r"^(?:which|what|what's|who|where|when|why|how|is|are|does|do|did|has|have|was|were|any)\b", re.IGNORECASE
)
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|please|now|also|and|so|well|then)\b[\s,!.]*"
    r"|(?:can|could|would|will) you(?: please)?\s+"
    r"|i(?:'d| would) like (?:you )?to\s+|i (?:want|need) (?:you )?to\s+|let's\s+|(?:tell|let) me (?:know )?)+",
    re.IGNORECASE,
)
# "Bug: the map is blank" files a bug; "what does the plan say" reads it.
_NAMED_FIRST = re.compile(r"^(?:an?\s+|new\s+)*(?:issue|bug|ticket|task)\s*[:-]", re.IGNORECASE)
_WHAT_IT_SAYS = re.compile(r"^what(?:'s| is| does)\b.*\b(?:say|in|new in|inside)\b", re.IGNORECASE)
_OPEN_THE = re.compile(r"^open (?:the|my|our|that|this)\b", re.IGNORECASE)
_ABOUT_IT = re.compile(rf"{_VERB}\s+(?:it|this|them|#[\w-]+)\b", re.IGNORECASE)
_POINTING = re.compile(rf"^({_VERB})\s+(?:it|this|that)\b|\babout\s+(?:it|this|that)\W*$", re.IGNORECASE)


def clauses_of(question: str) -> list[str]:
    """The things to do, in order; at least one."""
    parts = [part for piece in _THEN.split(question) for part in _split_at_and(piece)]
    clauses = [_POLITE.sub("", part.strip()).strip(" ,;") for part in parts]
    return [clause for clause in clauses if clause][:MOST_CLAUSES] or [question.strip()]


def is_question(clause: str) -> bool:
    """Whether it asks for something and changes nothing."""
    return bool(_QUESTION.match(clause))


def verbs_of(clause: str) -> list[str]:
    """The verbs that the clause may mean, the likeliest first: by position, and questions only read."""
    lowered = clause.lower()
    words = words_of(lowered)
    positions: dict[str, int] = {}
    for verb, synonyms in VERBS.items():
        found = [_position(synonym, words, lowered) for synonym in synonyms]
        if any(position is not None for position in found):
            positions[verb] = min(position for position in found if position is not None)
    if is_question(clause):
        positions = {verb: position for verb, position in positions.items() if verb not in WRITING}
    if _NAMED_FIRST.match(clause):
        positions["create"] = -1
    if _WHAT_IT_SAYS.match(clause) or _OPEN_THE.match(clause):
        positions["read"] = -1
    if is_question(clause) and not positions:
        positions["search"] = 0
    return sorted(positions, key=lambda verb: positions[verb])


def with_name(clause: str, key: str) -> str:
    """ "close it" and "tell #launch about it" with the key that is meant."""
    if not key or not (found := _POINTING.search(clause)):
        return clause
    named = f"{found[1]} {key}" if found[1] else f"about {key}"
    return clause[: found.start()] + named + clause[found.end() :]


def head_of(clause: str) -> str:
    """The clause without what it quotes and without what it says about the thing ("where …", "that …")."""
    unquoted = _QUOTES.sub(" ", clause)
    found = _CONTENT.search(unquoted, 1)
    return unquoted[: found.start()] if found else unquoted


def topic_words(clause: str) -> list[str]:
    """The words that say what it is about."""
    return [word for word in words_of(clause) if word not in SILENT]


def _position(synonym: str, words: list[str], text: str) -> int | None:
    if " " in synonym:
        return text.count(" ", 0, text.index(synonym)) if synonym in text else None
    return words.index(synonym) if synonym in words else None


def _split_at_and(piece: str) -> list[str]:
    parts, start = [], 0
    for match in _AND.finditer(piece):
        said_so_far = piece[start : match.start()]
        if _ABOUT_IT.match(piece, match.end()) or not _CONTENT.search(said_so_far):
            parts.append(said_so_far)
            start = match.end()
    return [*parts, piece[start:]]


ENOUGH = 5.0
_SAME_VERB = 4.0
_STAND_IN = 2.0
_SEARCH = 1.5  # "search for X" says enough, without what X is
_THING = 3.0
_CONNECTOR = 2.0
_PROPERTY = 1.5
_NAMED = 2.5
_DESCRIBED = 0.5
_MOST_DESCRIBED = 2.0


def best_tool(clause: str, tools: Sequence[Tool]) -> Tool | None:
    """The tool with the highest score, the first of equals; None when none fits well enough."""
    scored = [(score(clause, tool), -position, tool) for position, tool in enumerate(tools) if not tool.searches_tools]
    if not scored:
        return None
    highest, _, tool = max(scored, key=lambda entry: entry[:2])
    return tool if highest >= ENOUGH else None


def score(clause: str, tool: Tool) -> float:
    """How well a tool fits. A question never fits a tool that writes."""
    if is_question(clause) and tool.verb in WRITING:
        return 0.0
    head = head_of(clause)
    return _verb(clause, tool) + _things(head, tool) + _named(head, tool) + _description(clause, tool)


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


def _named(clause: str, tool: Tool) -> float:
    """The clause names a channel or a key, and the tool takes one."""
    names = {stem(name) for name in tool.properties}
    points = 0.0
    if "#" in clause:
        points += _NAMED if any("channel" in name for name in names) else -_NAMED
    if KEY.search(clause):
        points += _NAMED if any("key" in name or name.endswith("id") for name in names) else -_NAMED / 2
    return points


def _description(clause: str, tool: Tool) -> float:
    described = set(words_of(tool.description)) | {stem(name) for name in tool.properties} | set(_values(tool))
    shared = [word for word in dict.fromkeys(topic_words(clause)) if word in described]
    return min(_DESCRIBED * len(shared), _MOST_DESCRIBED)


def _values(tool: Tool) -> list[str]:
    return [stem(value) for schema in tool.properties.values() for value in choices_of(schema)]
