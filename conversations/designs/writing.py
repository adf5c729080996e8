"""Making designs and new versions of them: by the assistant's tool, or by the author in the panel."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from conversations.designs.content import Content, NotADesign, content_of, with_text
from conversations.models import Conversation, Design, DesignVersion, ToolCall
from conversations.selectors import lock_chat
from organizations.refusals import Conflict, Invalid, Missing

MOST_DESIGNS = 50
MOST_VERSIONS = 500


@dataclass(frozen=True)
class Edit:
    """Another text in one place of a page."""

    page: int
    field: str
    text: str


def write_design(call: ToolCall, given: Mapping[str, Any]) -> DesignVersion:
    """What a tool call asks for: a new design, or with `design` its next version. Raises NotADesign.

    In an open tenant. A call that is made once more finds what it made.
    """
    if made := DesignVersion.of_call(call.pk):
        return made
    values = dict(given)
    named = values.pop("design", "")
    content, conversation = content_of(values), lock_chat(call.turn.conversation_id)
    if named:
        design = named_in(conversation.pk, str(named))
        return _next(design, design.version, content, made_by=call)
    return _first(conversation, content, call)


def _first(conversation: Conversation, content: Content, call: ToolCall) -> DesignVersion:
    if Design.objects.filter(conversation=conversation).count() >= MOST_DESIGNS:
        raise NotADesign(f"A chat holds at most {MOST_DESIGNS} designs. Change one of them instead.")
    tenant = {"organization_id": conversation.organization_id}
    design = Design.objects.create(conversation=conversation, title=content.title, kind=content.kind, **tenant)
    return DesignVersion.objects.create(design=design, number=1, content=content.model_dump(), made_by=call, **tenant)


def named_in(conversation_id: uuid.UUID, named: str) -> Design:
    """A design of this conversation by its id. Raises NotADesign."""
    try:
        found = Design.objects.filter(conversation=conversation_id, pk=uuid.UUID(named)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotADesign(f"This chat has no design {named!r}.")
    return found


def newest(design: Design) -> DesignVersion:
    """The state that a design is in. Raises Missing."""
    return numbered(design, design.version)


@transaction.atomic
def save_edits(*, design: Design, base: int, edits: Sequence[Edit]) -> DesignVersion:
    """The author's changes as the next version after `base`. Raises Conflict where there is a newer one, Invalid."""
    content = content_of(numbered(design, base).content)
    try:
        for edit in edits:
            content = with_text(content, edit.page, edit.field, edit.text)
        return _next(design, base, content)
    except NotADesign as wrong:
        raise Invalid("edits", str(wrong)) from None


@transaction.atomic
def restore_version(*, design: Design, base: int, number: int) -> DesignVersion:
    """An older version's content as the newest. Raises Conflict, Missing, Invalid."""
    try:
        return _next(design, base, content_of(numbered(design, number).content), restores=number)
    except NotADesign as wrong:
        raise Invalid("restores", str(wrong)) from None


def numbered(design: Design, number: int) -> DesignVersion:
    """The version of this number. Raises Missing."""
    found = DesignVersion.objects.filter(design=design, number=number).first()
    if found is None:
        raise Missing
    return found


def _next(design: Design, base: int, content: Content, **how: Any) -> DesignVersion:
    if base >= MOST_VERSIONS:
        raise NotADesign(f"A design has at most {MOST_VERSIONS} versions. Make a new one.")
    if not design.succeed(base, content.title, content.kind):
        raise Conflict("design_changed", "This design was changed meanwhile. Look at it again, then make your change.")
    values = {"number": base + 1, "content": content.model_dump(), "organization_id": design.organization_id}
    return DesignVersion.objects.create(design=design, **values, **how)
