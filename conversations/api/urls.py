"""Routes of this app below /api/v1."""

from django.urls import path

from conversations.api import (
    conversations,
    events,
    shares,
    standing_approvals,
    toggles,
    tool_calls,
    turns,
)

ORG = "organizations/<slug:org>"
CHAT = f"{ORG}/conversations/<uuid:conversation>"

urlpatterns = [
    path(f"{ORG}/conversations", conversations.Conversations.as_view()),
    path(CHAT, conversations.OneConversation.as_view()),
    path(f"{CHAT}/notices/<uuid:notice>", conversations.OneNotice.as_view()),
    path(f"{CHAT}/connectors", toggles.Toggles.as_view()),
    path(f"{CHAT}/connectors/<uuid:connector>", toggles.OneToggle.as_view()),
    path(f"{CHAT}/messages", turns.Messages.as_view()),
    path(f"{CHAT}/shares", shares.Shares.as_view()),
    path(f"{CHAT}/sharing", shares.Sharing.as_view()),
    path(f"{ORG}/shares/<uuid:share>", shares.OneShare.as_view()),
    path(f"{ORG}/turns/<uuid:turn>", turns.OneTurn.as_view()),
    path(f"{ORG}/turns/<uuid:turn>/events", events.turn_events),
    path(f"{ORG}/turns/<uuid:turn>/cancellation", turns.Cancellation.as_view()),
    path(f"{ORG}/turns/<uuid:turn>/resumption", turns.Resumption.as_view()),
    path(f"{ORG}/tool-calls", turns.ToolCalls.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>", tool_calls.OneToolCall.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>/decision", tool_calls.Decision.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>/outcome", tool_calls.Outcome.as_view()),
    path(f"{ORG}/standing-approvals", standing_approvals.StandingApprovals.as_view()),
    path(f"{ORG}/standing-approvals/<uuid:approval>", standing_approvals.OneStandingApproval.as_view()),
    path("shared/<str:token>", shares.Shared.as_view()),
]
