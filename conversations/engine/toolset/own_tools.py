"""Tools of Switchboard's own: they belong to no connector, and what they do stays inside the conversation.

So no rule of section 3 is about them: nobody connects, allows or approves them. Their names have no double underscore,
which every connector's tool has. A tool may be run twice for the same call, and does its work once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from conversations.designs.content import content_of, schema
from conversations.designs.writing import named_in, newest, write_design
from conversations.llm.encoded import encoded
from conversations.models import ToolCall

DESIGN_ID = {"type": "string", "description": "Its id in this chat."}


@dataclass(frozen=True)
class OwnTool:
    """`run` takes the call in an open tenant, and answers in words; it raises OwnToolFailed or a DomainError."""

    name: str
    title: str
    description: str
    schema: Callable[[], dict[str, Any]]
    run: Callable[[ToolCall], str]

    def as_tool(self) -> dict[str, Any]:
        """The definition for the model."""
        return {"name": self.name, "description": self.description, "input_schema": self.schema()}


def _written(call: ToolCall) -> str:
    made = write_design(call, call.arguments)
    design, pages = made.design, len(made.content["pages"])
    return (
        f"Version {made.number} of the design {made.content['title']!r} is kept (id {design.pk}, {pages}"
        f" page{'' if pages == 1 else 's'}). The person sees it beside the chat, where they can change its texts,"
        " download it, and send it to Canva. Do not repeat its content."
    )


def _read(call: ToolCall) -> str:
    design = named_in(call.turn.conversation_id, str(call.arguments.get("design", "")))
    version = newest(design)
    content = content_of(version.content).model_dump_json(exclude_defaults=True)
    return f"Design {design.pk}, version {version.number}:\n{content}"


def _writing() -> dict[str, Any]:
    whole = schema()
    named = {**DESIGN_ID, "description": "Only to change one: its id in this chat."}
    return {**whole, "properties": {"design": named, **whole["properties"]}}


def _reading() -> dict[str, Any]:
    return {"type": "object", "properties": {"design": DESIGN_ID}, "required": ["design"]}


OWN_TOOLS: Mapping[str, OwnTool] = {
    tool.name: tool
    for tool in (
        OwnTool(
            "write_design",
            "Write design",
            "Make slides or a one-page graphic that the person sees beside the chat, or change one: give its id and"
            " the whole new content. For presentations, posters and the like; not for text of the answer.",
            _writing,
            _written,
        ),
        OwnTool(
            "read_design",
            "Read design",
            "Read a design as the person has it now. Use it before changing one.",
            _reading,
            _read,
        ),
    )
}


def own_tool_of(call: ToolCall) -> OwnTool | None:
    """The tool of ours that a recorded call is of."""
    return OWN_TOOLS.get(call.tool) if call.connector_id is None else None


@cache
def encoded_own_tools() -> tuple[bytes, ...]:
    """Their definitions for the model, encoded once."""
    return tuple(encoded(tool.as_tool()) for tool in OWN_TOOLS.values())
