"""The words that the rules know: verbs with their synonyms, names of things, and words that say nothing."""

import re

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
