"""Routes of conversations, messages, turns, tool calls and shares, below /api/v1/."""

from django.urls import path

from conversations.api import conversations, designs, messages, shares, toggles, turns

ORG = "organizations/<slug:org>"
CHAT = f"{ORG}/conversations/<uuid:conversation_id>"
TURN = f"{ORG}/turns/<uuid:turn_id>"
DESIGN = f"{ORG}/designs/<uuid:design_id>"
CALL = f"{ORG}/tool-calls/<uuid:tool_call_id>"

urlpatterns = [
    path(f"{ORG}/conversations", conversations.ConversationList.as_view()),
    path(CHAT, conversations.ConversationDetail.as_view()),
    path(f"{CHAT}/notices/<uuid:notice_id>", conversations.NoticeDetail.as_view()),
    path(f"{CHAT}/connectors", toggles.ToggleList.as_view()),
    path(f"{CHAT}/connectors/<uuid:connector_id>", toggles.ToggleDetail.as_view()),
    path(f"{ORG}/connectors/<uuid:connector_id>/chats", toggles.ConnectorChatList.as_view()),
    path(f"{CHAT}/messages", messages.MessageList.as_view()),
    path(f"{CHAT}/designs", designs.DesignList.as_view()),
    path(DESIGN, designs.DesignDetail.as_view()),
    path(f"{DESIGN}/versions", designs.DesignVersionList.as_view()),
    path(f"{DESIGN}/file", designs.DesignFileDetail.as_view()),
    path(f"{CHAT}/shares", shares.ShareList.as_view()),
    path(f"{CHAT}/sharing", shares.SharingDetail.as_view()),
    path(f"{ORG}/shares/<uuid:share_id>", shares.ShareDetail.as_view()),
    path(TURN, turns.TurnDetail.as_view()),
    path(f"{TURN}/events", messages.turn_events),
    path(f"{TURN}/cancellation", turns.TurnCancel.as_view()),
    path(f"{TURN}/resumption", turns.TurnResume.as_view()),
    path(f"{ORG}/tool-calls", turns.ToolCallList.as_view()),
    path(CALL, turns.ToolCallDetail.as_view()),
    path(f"{CALL}/decision", turns.ToolCallDecide.as_view()),
    path(f"{CALL}/connection", turns.ToolCallConnection.as_view()),
    path(f"{CALL}/input", turns.ToolCallAnswer.as_view()),
    path(f"{CALL}/outcome", turns.ToolCallSettle.as_view()),
    path(f"{ORG}/standing-approvals", turns.StandingApprovalList.as_view()),
    path(f"{ORG}/standing-approvals/<uuid:standing_approval_id>", turns.StandingApprovalDetail.as_view()),
    path("shared/<str:token>", shares.SharedConversationDetail.as_view()),
]
