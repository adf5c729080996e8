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
from conversations.models.design import Design, DesignKind, DesignVersion
from conversations.models.sharing import Audience, ContentKind, Provenance, Share
from conversations.models.tool_call import (
    APPROVAL_LIFETIME,
    OPEN,
    Approval,
    CallStatus,
    ShownAs,
    ToolCall,
    arguments_hash,
)
from conversations.models.turn import FINAL, LEASE, WAITING, Claim, LeaseState, Step, Turn, TurnStatus, worker_name

__all__ = [
    "APPROVAL_LIFETIME",
    "FINAL",
    "LEASE",
    "OPEN",
    "WAITING",
    "Approval",
    "Audience",
    "Author",
    "CallStatus",
    "Claim",
    "ConnectorToggle",
    "ContentKind",
    "Conversation",
    "Design",
    "DesignKind",
    "DesignVersion",
    "LeaseState",
    "Message",
    "Notice",
    "NoticeCode",
    "Provenance",
    "Share",
    "ShownAs",
    "Step",
    "ToolAccess",
    "ToolCall",
    "Turn",
    "TurnStatus",
    "arguments_hash",
    "worker_name",
]
