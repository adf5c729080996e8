"""The rows of this app."""

from conversations.models.conversation import (
    Author,
    ConnectorToggle,
    Conversation,
    Message,
    Notice,
    NoticeCode,
    ToolAccess,
)
from conversations.models.sharing import Audience, ContentKind, Provenance, Share
from conversations.models.tool_call import Approval, CallStatus, ToolCall, arguments_hash
from conversations.models.turn import FINAL, WAITING, Step, Turn, TurnStatus

__all__ = [
    "FINAL",
    "WAITING",
    "Approval",
    "Audience",
    "Author",
    "CallStatus",
    "ConnectorToggle",
    "ContentKind",
    "Conversation",
    "Message",
    "Notice",
    "NoticeCode",
    "Provenance",
    "Share",
    "Step",
    "ToolAccess",
    "ToolCall",
    "Turn",
    "TurnStatus",
    "arguments_hash",
]
