"""Routes of this app below /api/v1."""

from django.urls import path

from conversations.api import conversations, events, shares, turns

ORG = "organizations/<slug:org>"
CHAT = f"{ORG}/conversations/<uuid:conversation>"

urlpatterns = [
    path(f"{ORG}/conversations", conversations.Conversations.as_view()),
    path(CHAT, conversations.OneConversation.as_view()),
    path(f"{CHAT}/notices/<uuid:notice>", conversations.OneNotice.as_view()),
    path(f"{CHAT}/connectors", conversations.Toggles.as_view()),
    path(f"{CHAT}/connectors/<uuid:connector>", conversations.OneToggle.as_view()),
    path(f"{CHAT}/messages", turns.Messages.as_view()),
    path(f"{CHAT}/shares", shares.Shares.as_view()),
    path(f"{CHAT}/sharing", shares.Sharing.as_view()),
    path(f"{ORG}/shares/<uuid:share>", shares.OneShare.as_view()),
    path(f"{ORG}/turns/<uuid:turn>", turns.OneTurn.as_view()),
    path(f"{ORG}/turns/<uuid:turn>/events", events.turn_events),
    path(f"{ORG}/turns/<uuid:turn>/cancellation", turns.Cancellation.as_view()),
    path(f"{ORG}/turns/<uuid:turn>/resumption", turns.Resumption.as_view()),
    path(f"{ORG}/tool-calls", turns.ToolCalls.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>", turns.OneToolCall.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>/decision", turns.Decision.as_view()),
    path(f"{ORG}/tool-calls/<uuid:call>/outcome", turns.Outcome.as_view()),
    path(f"{ORG}/standing-approvals", turns.StandingApprovals.as_view()),
    path(f"{ORG}/standing-approvals/<uuid:approval>", turns.OneStandingApproval.as_view()),
    path("shared/<str:token>", shares.Shared.as_view()),
]
