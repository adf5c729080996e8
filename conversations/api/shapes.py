"""The schema's words for what `conversations.shapes` builds (tests hold them together)."""

from typing import Any

from rest_framework import serializers

from connectors.api.answers import LeftOutToolSerializer
from connectors.models import Effect
from conversations.llm.records import AnswerEnding
from conversations.models import Audience, Author, CallStatus, ContentKind, NoticeCode, ToolAccess, TurnStatus
from organizations.models import Visibility


class Output(serializers.Serializer[Any]):
    """Describes an answer; the data is already in its final form."""

    def to_representation(self, instance: Any) -> Any:
        return instance


class DecisionShape(Output):
    allowed = serializers.BooleanField()
    code = serializers.CharField()
    reason = serializers.CharField()


class ConnectorMark(Output):
    id = serializers.UUIDField()
    name = serializers.CharField()
    listing = serializers.CharField(allow_null=True)
    custom = serializers.BooleanField()
    host = serializers.CharField()
    verification = serializers.ChoiceField(["verified", "community"], allow_null=True)
    color = serializers.CharField()
    icon_url = serializers.CharField(allow_null=True)


class ResultShape(Output):
    text = serializers.CharField()
    truncated = serializers.BooleanField()
    bytes = serializers.IntegerField()


class CallErrorShape(Output):
    code = serializers.CharField()
    message = serializers.CharField()


class AskShape(Output):
    code = serializers.CharField(help_text="default_asks, member_asks, ceiling_asks or flow_asks.")
    reason = serializers.CharField(help_text="Why it is asked, in words.")


class ApprovalShape(Output):
    id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()
    decision = serializers.ChoiceField(["allow_once", "always_allow", "deny", "expired"], allow_null=True)
    reason = serializers.CharField(help_text="What the person said.")
    why = AskShape()
    may_always_allow = DecisionShape()


class ToolCallShape(Output):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(CallStatus.choices)
    turn = serializers.UUIDField()
    conversation = serializers.UUIDField()
    connector = ConnectorMark(allow_null=True)
    account = serializers.CharField()
    tool = serializers.CharField()
    title = serializers.CharField()
    effect = serializers.ChoiceField(Effect.choices)
    arguments = serializers.DictField(child=serializers.JSONField())
    arguments_text = serializers.CharField(help_text="The same as JSON text, for clients whose numbers are doubles.")
    result = ResultShape(allow_null=True)
    error = CallErrorShape(allow_null=True)
    approval = ApprovalShape(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    milliseconds = serializers.IntegerField(allow_null=True)


class TurnErrorShape(Output):
    code = serializers.CharField()
    message = serializers.CharField()
    retryable = serializers.BooleanField()


class EndingShape(Output):
    code = serializers.ChoiceField([ending.value for ending in AnswerEnding])
    message = serializers.CharField()
    may_go_on = serializers.BooleanField()


class TurnShape(Output):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(TurnStatus.choices)
    conversation = serializers.UUIDField()
    error = TurnErrorShape(allow_null=True)
    tool_calls = ToolCallShape(many=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ContentBlock(Output):
    type = serializers.ChoiceField(
        ["text", "note", "tool_call"],
        help_text="A note says how the answer came about, such as what was too long for the model.",
    )
    text = serializers.CharField(required=False)
    tool_call = ToolCallShape(required=False)


class ModelMark(Output):
    name = serializers.CharField()
    demo = serializers.BooleanField()


class MessageShape(Output):
    id = serializers.UUIDField()
    role = serializers.ChoiceField(Author.choices)
    content = ContentBlock(many=True)
    turn = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(TurnStatus.choices, allow_null=True)
    error = TurnErrorShape(allow_null=True)
    ending = EndingShape(allow_null=True)
    model = ModelMark(allow_null=True)
    created_at = serializers.DateTimeField()


class StartedShape(Output):
    message = MessageShape()
    turn = TurnShape()


class ProjectMark(Output):
    id = serializers.UUIDField()
    name = serializers.CharField()
    visibility = serializers.ChoiceField(Visibility.choices)


class ProvenanceShape(Output):
    connector = ConnectorMark()
    kind = serializers.ChoiceField(ContentKind.choices)


class NoticeShape(Output):
    id = serializers.UUIDField()
    code = serializers.ChoiceField(NoticeCode.choices)
    text = serializers.CharField(help_text="What happened and what to do, in words.")
    created_at = serializers.DateTimeField()


class ConversationShape(Output):
    id = serializers.UUIDField()
    title = serializers.CharField()
    project = ProjectMark(allow_null=True)
    provenance = ProvenanceShape(many=True)
    tool_access = serializers.ChoiceField(ToolAccess.choices)
    active_turn = serializers.UUIDField(allow_null=True)
    notices = NoticeShape(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class BegunShape(ConversationShape):
    message = MessageShape(required=False, help_text="Where the conversation begins with one.")
    turn = TurnShape(required=False, help_text="What answers it.")


class AccountShape(Output):
    id = serializers.UUIDField()
    status = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # hides Field.label, which is not used here
    account = serializers.CharField()


class ToggleShape(Output):
    connector = ConnectorMark()
    enabled = serializers.BooleanField()
    connection = serializers.UUIDField(allow_null=True)
    connections = AccountShape(many=True)
    may_toggle = DecisionShape()
    may_connect = DecisionShape(help_text="Another account of one's own.")
    may_reconnect = DecisionShape(help_text="Sign in again with an account that is there.")
    waiting_tools = serializers.IntegerField(help_text="New or changed tools that wait for an owner's review.")
    left_out = LeftOutToolSerializer(many=True, help_text="Its tools that cannot be used here, with the reasons.")


class ShareShape(Output):
    id = serializers.UUIDField()
    audience = serializers.ChoiceField(Audience.choices)
    url = serializers.CharField()
    redacted = serializers.BooleanField()
    message_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class InsideDecision(DecisionShape):
    redacted = serializers.BooleanField()


class OutsideDecision(DecisionShape):
    needs_confirmation = serializers.BooleanField()


class HoldingShape(Output):
    connector = ConnectorMark()
    tool_title = serializers.CharField()
    answer_number = serializers.IntegerField()


class SharingShape(Output):
    organization = InsideDecision()
    public = OutsideDecision()
    holds = HoldingShape(many=True)
    shares = ShareShape(many=True)


class SharedMessage(Output):
    role = serializers.ChoiceField(Author.choices)
    text = serializers.CharField()
    demo = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class SharedShape(Output):
    title = serializers.CharField()
    author = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    messages = SharedMessage(many=True)
