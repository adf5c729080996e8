"""What clients send."""

from typing import Any

from rest_framework import serializers

from conversations.models import Audience, CallStatus, ToolAccess
from organizations.api.closed import OneLineField


class ConversationInput(serializers.Serializer[Any]):
    project = serializers.UUIDField(required=False, allow_null=True)
    title = OneLineField(required=False, allow_blank=True, max_length=200)


class SwitchInput(serializers.Serializer[Any]):
    connector = serializers.UUIDField()
    connection = serializers.UUIDField(required=False, allow_null=True)


class MessageInput(serializers.Serializer[Any]):
    # The length is the service's rule: its message says what to do.
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class NewConversationInput(ConversationInput):
    connectors = serializers.ListField(child=SwitchInput(), required=False, max_length=100)
    message = MessageInput(required=False)


class ConversationsQuery(serializers.Serializer[Any]):
    project = serializers.UUIDField(required=False)
    q = serializers.CharField(required=False, allow_blank=True, help_text="Part of the title.")


class MessagesQuery(serializers.Serializer[Any]):
    order = serializers.ChoiceField(
        ["oldest_first", "newest_first"],
        required=False,
        help_text="`newest_first` begins at the end: a chat is read from its last page on.",
    )


class ToolCallsQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(CallStatus.choices, required=False)


class ConversationChange(ConversationInput):
    tool_access = serializers.ChoiceField(ToolAccess.choices, required=False)


class ToggleInput(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()
    connection = serializers.UUIDField(required=False, allow_null=True)


class DecisionInput(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(["allow_once", "always_allow", "deny"])
    arguments = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class OutcomeInput(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(["happened", "retry", "skip"])


class ShareInput(serializers.Serializer[Any]):
    audience = serializers.ChoiceField(Audience.choices)
    confirm_redacted = serializers.BooleanField(required=False, default=False)
