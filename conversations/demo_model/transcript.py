"""The conversation as the rules see it: the question of this turn, and what was done about it so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.history import Message

MOST_READ = 8_000  # characters of a question; what comes after is no request any more
KEY = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d+\b")


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call of this turn and what came of it."""

    tool: str
    arguments: dict[str, Any]
    result: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """`question` is the last thing a person wrote; `before` is the text of everything earlier."""

    question: str
    done: tuple[Done, ...]
    before: str

    @property
    def last_key(self) -> str:
        """The issue key (or the like) that was spoken of last, for "it"."""
        recent = "\n".join(f"{call.arguments} {call.result}" for call in self.done)
        for text in (self.question, recent):
            if keys := KEY.findall(text):
                return str(keys[0])
        keys = KEY.findall(self.before)
        return str(keys[-1]) if keys else ""


def read(messages: Sequence[Message]) -> Transcript:
    """Find the question: the last message of the person's with a text of its own."""
    asked = [index for index, message in enumerate(messages) if message.role == "user" and message.text]
    start = asked[-1] if asked else 0
    return Transcript(
        question=messages[start].text[:MOST_READ], done=_done(messages[start + 1 :]), before=_text(messages[:start])
    )


def result_text(block: dict[str, Any]) -> str:
    """The text of a tool result, whichever way it is written."""
    content = block.get("content")
    if isinstance(content, str):
        return content.strip()
    parts = [part for part in content or [] if isinstance(part, dict)]
    texts = [str(part["text"]) if "text" in part else f"[{part.get('type', 'content')}]" for part in parts]
    return "\n".join(texts).strip()


def _done(messages: Sequence[Message]) -> tuple[Done, ...]:
    results = {block.get("tool_use_id"): block for message in messages for block in message.of_type("tool_result")}
    uses = [block for message in messages for block in message.of_type("tool_use")]
    return tuple(
        Done(
            tool=str(use.get("name", "")),
            arguments=use["input"] if isinstance(use.get("input"), dict) else {},
            result=result_text(results[use.get("id")]),
            failed=results[use.get("id")].get("is_error") is True,
        )
        for use in uses
        if use.get("id") in results
    )


def _text(messages: Sequence[Message]) -> str:
    texts = []
    for message in messages:
        texts.append(message.text)
        texts += [result_text(block) for block in message.of_type("tool_result")]
    return "\n".join(texts)
