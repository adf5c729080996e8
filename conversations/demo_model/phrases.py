"""Phrases cut out of a clause: a title, what to search for, what to say."""

import re

# The words that the rules know: verbs with their synonyms, names of things, and words that say nothing.

VERBS: dict[str, tuple[str, ...]] = {
    "create": (
        "create",
        "file",
        "open",
        "add",
        "make",
        "raise",
        "report",
        "log",
        "new",
        "draft",
        "record",
        "write",
    ),
    "list": ("list", "show", "which", "display", "view", "browse", "overview", "what", "how many", "give"),
    "search": ("search", "find", "look", "check", "mention", "any", "anything", "who", "where", "query"),
    "read": (
        "read",
        "get",
        "fetch",
        "open",
        "show",
        "detail",
        "summarise",
        "summarize",
        "summary",
        "retrieve",
    ),
    "comment": ("comment", "reply", "remark", "note"),
    "close": ("close", "resolve", "finish", "complete"),
    "update": ("update", "change", "set", "edit", "assign", "reassign", "rename", "reopen", "move", "mark"),
    "post": ("post", "send", "tell", "say", "announce", "message", "notify", "let", "write", "share"),
    "delete": ("delete", "remove", "destroy", "drop", "cancel", "archive"),
}
WRITING = frozenset({"create", "comment", "close", "update", "post", "delete"})
# What stands in for a verb that no tool has: a list answers a search, a search answers a reading.
STAND_INS: dict[str, tuple[str, ...]] = {
    "list": ("search", "read"),
    "search": ("list", "read"),
    "read": ("search", "list"),
    "create": ("post",),
    "post": ("comment", "create"),
    "close": ("update", "delete"),
    "comment": ("post", "update"),
}
THINGS: dict[str, tuple[str, ...]] = {
    "issue": ("issue", "bug", "ticket", "task", "defect", "story"),
    "document": ("document", "doc", "page", "file", "wiki", "plan", "checklist", "runbook", "guide"),
    "message": ("message", "chat", "report", "conversation"),
    "channel": ("channel", "room"),
    "event": ("event", "meeting", "appointment", "calendar"),
    "mail": ("mail", "email", "inbox"),
}
SILENT = frozenset(
    word
    for line in (
        "a an the this that these those it its they them there here is are was were be been do does did has have",
        "had can could would should will may might must please i me my we us our you your and or but so if of in",
        "on at to for from with about by as into up out all some any no not just also then now new latest recent",
        "current ok hello hi hey thanks thank want need like let what which who where when how many much one ones",
        "thing things say says said",
    )
    for word in line.split()
)
# Names so general that they tell nothing in a search.
GENERAL = frozenset(["issue", "bug", "ticket", "task", "document", "doc", "page", "file", "message", "chat", "channel"])
_VERB_OF_NAME = {synonym: verb for verb, synonyms in reversed(VERBS.items()) for synonym in synonyms} | {
    "open": "create",
    "show": "list",
    "message": "",
    "file": "",
    "report": "",
    "note": "",
    "new": "",
}
_WORD = re.compile(r"[#@]?[\w'-]*\w")


def stem(word: str) -> str:
    """The word in lower case, without a plural `s`."""
    word = word.lower().removesuffix("'s")
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural and word not in SILENT else word


def words_of(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def verb_of(word: str) -> str:
    """The verb that a word in a tool's name stands for, or nothing."""
    return _VERB_OF_NAME.get(word, "")


def thing_of(word: str) -> str:
    """The kind of thing that a word speaks of, or the word itself."""
    return next((thing for thing, names in THINGS.items() if word in names), word)


QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|(?<!\w)'([^']+)'(?!\w)|`([^`]+)`")
CHANNEL = re.compile(r"#([\w-]+)")
_ANY_CASE = re.IGNORECASE | re.DOTALL
_THING = "|".join(f"{name}s?" for names in THINGS.values() for name in names)
_CREATING = "|".join(VERBS["create"])
_NAMED = re.compile(r"\b(?:titled|called|named|with the title|title[:=])\s+(.+)$", _ANY_CASE)
_THING_FIRST = re.compile(rf"^(?:an?\s+|new\s+)*(?:{_THING})\s*[:-]\s*(.+)$", _ANY_CASE)
_ABOUT_THING = re.compile(
    rf"\b(?:{_CREATING})\b[^.:#]{{0,80}}?\b(?:{_THING}|note|{_CREATING})\b[^.:]{{0,80}}?"
    r"(?:\s+(?:for|about|that|saying|because|on|regarding|to|where)\s+|\s*[:-]\s+)(.+)$",
    _ANY_CASE,
)
_TEAM = re.compile(r"\s+(?:in|for|to|of|by)\s+(?:the\s+)?\w+\s+team\b", re.IGNORECASE)
_PREAMBLE = re.compile(
    r"^(?:that\s+)?(?:an?|the|this|our)?\s*(?:\w+\s+)?(?:bug|problem|issue|defect|fact|error|case|task)s?\s*"
    r"(?:where|that|in which|when|of|with|:|is that)\s+",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    rf"^\W*(?:\w+\s+)?(?:{_CREATING})\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:(?:{_THING})\b)?\s*", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?:[,;]?\s+(?:please|thanks|thank you|in (?:the )?tracker|for (?:me|us)"
    r"|(?:with|at|and) (?:an? )?(?:low|medium|normal|high|urgent|highest) priority|priority[: ]+\w+"
    r"|team[: ]+\w+|privately))+[.!]*$",
    re.IGNORECASE,
)
_SEARCHED = re.compile(
    r"\b(?:about|regarding|concerning|mention(?:s|ed|ing)?|containing|matching|on|for|with the words?)\s+(.+)$",
    _ANY_CASE,
)
_SAID = re.compile(
    r"(?::\s+|\b(?:saying|that says|which says|that|know|because|with the (?:text|message|comment))[: ]\s*)(.+)$",
    _ANY_CASE,
)
_ARTICLE = re.compile(r"^(?:an?|the|my|our|any|some|all|that|this)\s+", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:it|they|this|that)\b", re.IGNORECASE)
_CHANNEL = re.compile(r"\s*\b(?:in|on|to|from|at)?\s*(?:the )?(?:channel )?#[\w-]+(?: channel)?", re.IGNORECASE)
_LONGEST_TOPIC = 6  # words; a longer phrase is searched for by its telling words


def quoted(text: str) -> list[str]:
    """What stands in quotation marks."""
    return [next(group for group in match.groups() if group).strip() for match in QUOTED.finditer(text)]


def title_of(clause: str, topic: str = "") -> str:
    """A title for something to be created; `topic` is what "it" means."""
    for found in quoted(clause):
        return found
    clause = _TEAM.sub("", clause)
    named = _NAMED.search(clause) or _THING_FIRST.search(clause) or _ABOUT_THING.search(clause)
    words = _TRAILING.sub("", named[1] if named else _BEGINNING.sub("", clause)).strip()
    words = _PREAMBLE.sub("", words)
    if topic:
        words = _PRONOUN.sub(topic, words)
    return sentence_case(_ARTICLE.sub("", words).rstrip(".!? "))


def topic_of(clause: str) -> str:
    """What the clause is about, without article: "the login button" of "reports about the login button"."""
    for found in quoted(clause):
        return found
    topic, rest = "", _CHANNEL.sub("", clause)
    # The shortest match, so that "for reports about X" yields X.
    while match := _SEARCHED.search(rest):
        topic = rest = match[1]
    return _ARTICLE.sub("", _TRAILING.sub("", topic).strip(" .?!,"))


def query_of(clause: str) -> str:
    """Words to search for: what it is about, or all its telling words."""
    topic = topic_of(clause)
    if topic and (telling := _telling(topic)):
        return telling if len(topic.split()) > _LONGEST_TOPIC else topic
    return _telling(_CHANNEL.sub("", clause))


def message_of(clause: str) -> str:
    """What to say in a message or comment, with a capital letter."""
    for found in quoted(clause):
        return found
    match = _SAID.search(_TRAILING.sub("", clause))
    return sentence_case(match[1].strip()) if match else ""


def sentence_case(text: str) -> str:
    """The text with a capital first letter, except where its first word has capitals of its own (iPad)."""
    text = " ".join(text.split())
    first = text.split(" ", 1)[0]
    return text if first[1:].lower() != first[1:] else text[:1].upper() + text[1:]


def _telling(text: str) -> str:
    verbs = {word for words in VERBS.values() for word in words}
    words = [word for word in words_of(text) if word not in SILENT and word not in verbs and word[0] != "#"]
    return " ".join(word for word in words if word not in GENERAL)
