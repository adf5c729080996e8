"""What is stored, as the Messages API takes it: the last filter, because one refused block refuses the whole chat.

The rules are the API's (public reports, shared/facts/met-in-the-field.md): no empty or blank text; every tool_use has
its tool_result in the very next message, and no result stands alone; ids are unique in a request and plain; a name is
of `NAME`; what comes with an error is words.
"""

import re
from collections.abc import Sequence
from typing import Any

from conversations.engine.pictures import newest_only, seen, words
from conversations.llm.building import thought_of

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
ODD = re.compile(r"[^a-zA-Z0-9_-]")
# Between an answer that was cut and the step that a person let go on from there.
GO_ON = (
    "[Your answer was cut off here, by a limit or a fault. Go on from exactly there: begin with the very next"
    " characters, repeat nothing, and say nothing about this.]"
)
UNKNOWN_PART = "[a part of this result that cannot be shown]"
NOT_KEPT = "It is not known what became of this call: its result was not kept."

Entry = dict[str, Any]
Block = dict[str, Any]


def is_question(entry: Entry) -> bool:
    """Whether a person wrote it; the results of tools, and the word to go on, have the same role."""
    return entry["role"] == "user" and entry["content"] != GO_ON and not holds_results(entry)


def holds_results(entry: Entry) -> bool:
    """Whether these are the results of a step's calls."""
    return not isinstance(entry["content"], str) and any(map(_is_result, entry["content"]))


def sendable(messages: Sequence[Entry]) -> list[Entry]:
    """The messages that may go out, from the first one of a person's on."""
    kept: list[Entry] = []
    taken: set[str] = set()
    for index, entry in enumerate(messages):
        if entry["role"] == "assistant":
            following = messages[index + 1] if index + 1 < len(messages) else None
            kept += _step(index, entry["content"], _results(following), taken)
        elif is_question(entry):
            kept.append(_question(entry))
        elif entry["content"] == GO_ON and kept and kept[-1]["role"] == "assistant":
            kept.append(entry)
    first = next((index for index, entry in enumerate(kept) if is_question(entry)), len(kept))
    return newest_only(kept[first:])


def _step(index: int, stored: Any, results: list[Block], taken: set[str]) -> list[Entry]:
    """A step and, right behind it, exactly one result for each of its calls."""
    blocks, answers = [], []
    for position, block in enumerate(_blocks(stored)):
        if block.get("type") != "tool_use":
            blocks += _plain(block)
            continue
        own = _own_result(results, block.get("id"))
        use_id = _free_id(str(block.get("id") or ""), f"call_{index}_{position}", taken)
        blocks.append(_use(block, use_id))
        answers.append(_result(own, use_id))
    if not any(block["type"] in ("text", "tool_use") for block in blocks):
        # Thoughts alone say nothing, and a message may not be empty.
        return []
    step = {"role": "assistant", "content": blocks}
    return [step, {"role": "user", "content": answers}] if answers else [step]


def _plain(block: Block) -> list[Block]:
    """What of it may go back, with nothing beside it: "Extra inputs are not permitted"."""
    match block.get("type"):
        case "text":
            text = str(block.get("text") or "")
            return [words(text)] if text.strip() else []
        case "thinking" | "redacted_thinking":
            thought = thought_of(block)
            return [thought] if thought else []
    # Kinds that nobody asked for come from gateways; the API takes back only what it knows.
    return []


def _use(block: Block, use_id: str) -> Block:
    name, arguments = str(block.get("name") or ""), block.get("input")
    plain = name if NAME.fullmatch(name) else ODD.sub("_", name)[:64] or "tool"
    given = arguments if isinstance(arguments, dict) else {}
    return {"type": "tool_use", "id": use_id, "name": plain, "input": given}


def _free_id(wanted: str, otherwise: str, taken: set[str]) -> str:
    """The call's own id, unless it is odd or was used before in this chat."""
    use_id = wanted if NAME.fullmatch(wanted) and wanted not in taken else otherwise
    while use_id in taken:
        use_id += "_"
    taken.add(use_id)
    return use_id


def _results(entry: Entry | None) -> list[Block]:
    if entry is None or entry["role"] != "user" or isinstance(entry["content"], str):
        return []
    return [block for block in entry["content"] if _is_result(block)]


def _own_result(results: list[Block], use_id: Any) -> Block | None:
    """The first one of this id that no earlier call of the step has taken."""
    for index, result in enumerate(results):
        if result.get("tool_use_id") == use_id:
            return results.pop(index)
    return None


def _result(stored: Block | None, use_id: str) -> Block:
    if stored is None:
        return {"type": "tool_result", "tool_use_id": use_id, "content": [words(NOT_KEPT)], "is_error": True}
    content, is_error = stored.get("content"), bool(stored.get("is_error"))
    blocks = [words(content)] if isinstance(content, str) else _blocks(content)
    shown = [seen(block, in_error=is_error) if block.get("type") == "image" else _in_words(block) for block in blocks]
    kept = [block for block in shown if block["type"] != "text" or block["text"].strip()]
    result = {"type": "tool_result", "tool_use_id": use_id, "content": kept or [words("(no content)")]}
    return result | ({"is_error": True} if is_error else {})


def _blocks(stored: Any) -> list[Block]:
    return [block for block in stored if isinstance(block, dict)] if isinstance(stored, list) else []


def _in_words(block: Block) -> Block:
    text = block.get("text")
    return words(text if isinstance(text, str) else UNKNOWN_PART)


def _question(entry: Entry) -> Entry:
    content = entry["content"]
    if isinstance(content, str):
        return {"role": "user", "content": content if content.strip() else "(an empty message)"}
    kept = [block for block in content if block["type"] != "text" or block["text"].strip()]
    return {"role": "user", "content": kept or "(an empty message)"}


def _is_result(block: Block) -> bool:
    return block.get("type") == "tool_result"
