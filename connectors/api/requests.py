"""What clients send."""

from typing import Any

from rest_framework import serializers

from connectors.accounts.callback import PATH_CHARACTERS
from connectors.api.answers import STATES, Shape
from connectors.models import LONGEST_TOOL_SECONDS, SHORTEST_TOOL_SECONDS, Category, Effect, Level, Verdict
from organizations.api.closed import OneLineField


class DirectoryQuery(Shape):
    """How the directory is searched."""

    q = serializers.CharField(required=False, max_length=200, allow_blank=True)
    category = serializers.ChoiceField(Category.choices, required=False)
    effect = serializers.ChoiceField(["read", "write"], required=False)
    interactive = serializers.BooleanField(required=False)
    state = serializers.ChoiceField(STATES, required=False)


class NewConnector(Shape):
    """A listing to enable, or the name and address of a server of one's own."""

    listing = serializers.SlugField(required=False)
    name = OneLineField(required=False, max_length=80)
    url = serializers.CharField(required=False, max_length=500)
    oauth_client_id = serializers.CharField(required=False, max_length=300, allow_blank=True)
    oauth_client_secret = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    pkce_undeclared = serializers.BooleanField(
        required=False, help_text="Sign in although the server does not announce PKCE."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of both, not a mixture."""
        if "listing" in attrs:
            if len(attrs) > 1:
                raise serializers.ValidationError("Give a listing, or a name and url, not both.")
            return attrs
        for field in ("name", "url"):
            if field not in attrs:
                raise serializers.ValidationError({field: "Give a name and url, or a listing."})
        return attrs


class ConnectorChanges(Shape):
    """What changes about a connector; the client id of custom ones only.

    `oauth_issuer` is the sign-in server that the client id is for; null: the one where it is used next.
    """

    name = OneLineField(required=False, max_length=80)
    oauth_client_id = serializers.CharField(required=False, max_length=300, allow_blank=True)
    oauth_client_secret = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    oauth_issuer = serializers.CharField(required=False, max_length=500, allow_null=True)
    pkce_undeclared = serializers.BooleanField(
        required=False, help_text="Sign in although the server does not announce PKCE; of custom ones only."
    )
    tool_seconds = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=SHORTEST_TOOL_SECONDS,
        max_value=LONGEST_TOOL_SECONDS,
        help_text="The longest that a tool of it may run; null: a minute without a sign, ten with progress.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Null is a choice of its own: no server."""
        return {**attrs, "oauth_issuer": attrs["oauth_issuer"] or ""} if "oauth_issuer" in attrs else attrs


class NewConnection(Shape):
    """An account to connect, or with the label of an existing one, to sign in again."""

    label: Any = OneLineField(required=False, max_length=80, allow_blank=True)
    return_to = serializers.CharField(
        required=False, max_length=PATH_CHARACTERS, allow_blank=True, help_text="A path of this workspace."
    )


class ConnectionChanges(Shape):
    """Another label."""

    label: Any = OneLineField(max_length=80, allow_blank=True)


class ToolChange(Shape):
    """A level for the whole organization or for oneself, null removes it; or what a custom tool does.

    With a digest the effect is set only while the tool is still that version.
    """

    scope = serializers.ChoiceField(["organization", "member"], required=False)
    policy = serializers.ChoiceField(Level.choices, required=False, allow_null=True)
    effect = serializers.ChoiceField(Effect.choices, required=False, allow_null=True)
    digest = serializers.CharField(required=False, max_length=64)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of both, whole."""
        wanted = {"effect"} if "effect" in attrs else {"scope", "policy"}
        missing = wanted - attrs.keys()
        if missing:
            raise serializers.ValidationError({field: "Give scope and policy, or an effect." for field in missing})
        if unfit := attrs.keys() - wanted - ({"digest"} if "effect" in attrs else set()):
            raise serializers.ValidationError({field: "This belongs to another kind of change." for field in unfit})
        return attrs


class ToolReview(Shape):
    """With a digest only that version is accepted or refused, without one the newest."""

    digest = serializers.CharField(required=False, max_length=64)
    verdict = serializers.ChoiceField(Verdict.choices, default=Verdict.ACCEPT)


class ShownTool(Shape):
    """A tool in the version that the owner saw."""

    name = serializers.CharField(max_length=128)
    digest = serializers.CharField(max_length=64)


class ToolsReview(Shape):
    """Everything that the owner saw and accepts, or refuses."""

    tools = ShownTool(many=True, allow_empty=False)
    verdict = serializers.ChoiceField(Verdict.choices, default=Verdict.ACCEPT)
