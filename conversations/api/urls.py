"""Routes of conversations, messages, turns, tool calls and shares, below /api/v1/."""

from django.urls import path

from conversations.api import conversations, events, messages, shares, standing_approvals, toggles, tool_calls, turns

ORG = "organizations/<slug:org>"
CHAT = f"{ORG}/conversations/<uuid:conversation_id>"
TURN = f"{ORG}/turns/<uuid:turn_id>"
CALL = f"{ORG}/tool-calls/<uuid:tool_call_id>"

urlpatterns = [
    path(f"{ORG}/conversations", conversations.ConversationList.as_view()),
    path(CHAT, conversations.ConversationDetail.as_view()),
    path(f"{CHAT}/notices/<uuid:notice_id>", conversations.NoticeDetail.as_view()),
    path(f"{CHAT}/connectors", toggles.ToggleList.as_view()),
    path(f"{CHAT}/connectors/<uuid:connector_id>", toggles.ToggleDetail.as_view()),
    path(f"{CHAT}/messages", messages.MessageList.as_view()),
    path(f"{CHAT}/shares", shares.ShareList.as_view()),
    path(f"{CHAT}/sharing", shares.SharingDetail.as_view()),
    path(f"{ORG}/shares/<uuid:share_id>", shares.ShareDetail.as_view()),
    path(TURN, turns.TurnDetail.as_view()),
    path(f"{TURN}/events", events.turn_events),
    path(f"{TURN}/cancellation", turns.TurnCancel.as_view()),
    path(f"{TURN}/resumption", turns.TurnResume.as_view()),
    path(f"{ORG}/tool-calls", tool_calls.ToolCallList.as_view()),
    path(CALL, tool_calls.ToolCallDetail.as_view()),
    path(f"{CALL}/decision", tool_calls.ToolCallDecide.as_view()),
    path(f"{CALL}/outcome", tool_calls.ToolCallSettle.as_view()),
    path(f"{ORG}/standing-approvals", standing_approvals.StandingApprovalList.as_view()),
    path(f"{ORG}/standing-approvals/<uuid:standing_approval_id>", standing_approvals.StandingApprovalDetail.as_view()),
    path("shared/<str:token>", shares.SharedConversationDetail.as_view()),
]
