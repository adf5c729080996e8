"""Names of chats, turns, tool calls and links in the audit log: whose they are, never what is said in them."""

from connectors.audit_names import connector_named
from conversations.models import Conversation, Share, ToolCall, Turn
from organizations.audit_names import About, Names, member_named, members_by_id, names
from organizations.models import Membership


@names("conversation")
def _conversations(ids: set[str], reader: Membership) -> Names:
    rows = Conversation.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    return _chats(list(rows), reader)


@names("turn")
def _turns(ids: set[str], reader: Membership) -> Names:
    rows = Turn.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("conversation")
    chats = _chats([row.conversation for row in rows], reader)
    return {str(row.pk): chats.get(str(row.conversation_id), []) for row in rows}


@names("share")
def _shares(ids: set[str], reader: Membership) -> Names:
    rows = Share.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("conversation")
    chats = _chats([row.conversation for row in rows], reader)
    return {str(row.pk): [About("share", "a share link"), *chats.get(str(row.conversation_id), [])] for row in rows}


@names("toolcall")
def _calls(ids: set[str], reader: Membership) -> Names:
    """The tool, its connector, and whose chat it was called in."""
    rows = ToolCall.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    calls = list(rows.select_related("turn__conversation", "connector"))
    chats = _chats([call.turn.conversation for call in calls], reader)
    return {str(call.pk): [*_tool(call), *chats.get(str(call.turn.conversation_id), [])] for call in calls}


def _tool(call: ToolCall) -> list[About]:
    tool = About("tool", call.tool)
    return [tool, connector_named(call.connector)] if call.connector else [tool]


def _chats(rows: list[Conversation], reader: Membership) -> Names:
    authors = members_by_id({str(row.author_id) for row in rows})
    return {str(row.pk): _chat(row, authors.get(str(row.author_id)), reader) for row in rows}


def _chat(chat: Conversation, author: Membership | None, reader: Membership) -> list[About]:
    """One's own can be opened; of others' chats only this much of the id is said as tells two of them apart."""
    short = str(chat.pk)[:8]
    gone = "" if chat.deleted_at is None else ", deleted"
    opens = str(chat.pk) if chat.author_id == reader.pk and not gone else ""
    if author is None:
        return [About("conversation", f"a chat ({short}{gone})")]
    named = member_named(author)
    return [About("conversation", f"a chat of {named.name} ({short}{gone})", opens), named]
