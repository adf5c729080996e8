"""Shapes of the connectors' API, as the schema names them (built by connectors/shapes.py)."""

from typing import Any

from rest_framework import serializers

from connectors.models import Category, ConnectionStatus, Effect, Level, Review
from organizations.api.closed import DecisionSerializer

Shape = serializers.Serializer[Any]
STATES = ["available", "not_enabled", "enabled", "connected", "needs_attention"]
EFFECTS = Effect.choices


class ConnectionSerializer(Shape):
    """One's own account at a connector."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(ConnectionStatus.choices)
    label: Any = serializers.CharField()
    account = serializers.CharField(help_text="The provider's name of the account; may be empty.")
    scopes = serializers.ListField(child=serializers.CharField())
    missing_scopes = serializers.ListField(
        child=serializers.CharField(),
        help_text="What the service wanted for something and was not granted: signing in again asks for it.",
    )
    last_used_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class StartedConnectionSerializer(ConnectionSerializer):
    """`pending` with the address where the member signs in, or `connected` at once."""

    authorization_url = serializers.CharField(required=False, help_text="Send the browser there.")
    issuer = serializers.CharField(required=False, help_text="The sign-in server that it belongs to.")


class LeftOutToolSerializer(Shape):
    """A tool of the server that cannot be used here."""

    name = serializers.CharField(help_text="As the server wrote it; empty when it has none.")
    reason = serializers.CharField()


class ConnectorActionsSerializer(Shape):
    """What the asking member may do with it."""

    connect = DecisionSerializer(help_text="Another account of one's own.")
    reconnect = DecisionSerializer(help_text="Sign in again with an account that is there.")
    refresh = DecisionSerializer(help_text="Ask the server for its tools with one's own accounts.")


class CustomConnectorActionsSerializer(Shape):
    """What the asking member may do beyond the connectors that are there."""

    add_custom = DecisionSerializer()


class ConnectorSerializer(Shape):
    """What the organization has enabled."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    listing = serializers.SlugField(allow_null=True)
    custom = serializers.BooleanField()
    host = serializers.CharField(help_text="Of its server; empty for a built-in one.")
    verification = serializers.ChoiceField(["verified", "community"], allow_null=True)
    color = serializers.CharField()
    icon_url = serializers.CharField(allow_null=True)
    enabled = serializers.BooleanField()
    url = serializers.CharField(
        allow_null=True, help_text="Of custom connectors only; whole for owners, for all others its scheme and host."
    )
    redirect_uri = serializers.CharField(
        allow_null=True, help_text="To register at the service with a client id of one's own; owners see it."
    )
    oauth_client_id = serializers.CharField(allow_null=True, help_text="Of custom connectors; owners see it.")
    oauth_issuer = serializers.CharField(
        allow_null=True, help_text="The sign-in server that the client id is for; null before its first use."
    )
    pkce_undeclared = serializers.BooleanField(
        help_text="Somebody decided to sign in although the server does not announce PKCE."
    )
    tool_seconds = serializers.IntegerField(
        allow_null=True, help_text="The longest that an owner lets one of its tools run; null: as the product does."
    )
    connections = ConnectionSerializer(many=True)
    waiting_tools = serializers.IntegerField(help_text="New or changed tools that wait for an owner's review.")
    left_out = LeftOutToolSerializer(many=True, help_text="Its tools that cannot be used here, with the reasons.")
    availability = DecisionSerializer()
    actions = ConnectorActionsSerializer()


class ListingActionsSerializer(Shape):
    """What the asking member may do with it."""

    enable = DecisionSerializer()
    connect = DecisionSerializer()
    reconnect = DecisionSerializer(help_text="Sign in again with an account that is there.")
    request = DecisionSerializer()


class ListingSerializer(Shape):
    """An entry of the directory, as a card."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    publisher = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    summary = serializers.CharField()
    icon_url = serializers.CharField(allow_null=True)
    color = serializers.CharField()
    reads = serializers.BooleanField()
    writes = serializers.BooleanField()
    interactive = serializers.BooleanField()
    verification = serializers.ChoiceField(["verified", "community"])
    review_status = serializers.ChoiceField(Review.choices)
    state = serializers.ChoiceField(STATES)
    connector = serializers.UUIDField(allow_null=True)
    availability = DecisionSerializer()
    actions = ListingActionsSerializer()


class ListingToolSerializer(Shape):
    """A tool in words."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    effect = serializers.ChoiceField(EFFECTS)


class EnabledSerializer(Shape):
    """Who enabled it, and when."""

    by = serializers.CharField()
    at = serializers.DateTimeField()


class ListingPageSerializer(ListingSerializer):
    """Everything about an entry."""

    description = serializers.CharField()
    use_cases = serializers.ListField(child=serializers.CharField())
    tools = ListingToolSerializer(many=True)
    scopes = serializers.ListField(child=serializers.CharField())
    pkce_undeclared = serializers.BooleanField(
        help_text="The operator decided to sign in although the server does not announce PKCE."
    )
    plans = serializers.ListField(child=serializers.CharField(), help_text="Empty: every plan.")
    regions = serializers.ListField(child=serializers.CharField(), help_text="Empty: everywhere.")
    data_handling = serializers.CharField()
    docs_url = serializers.CharField()
    support_url = serializers.CharField()
    privacy_url = serializers.CharField()
    tools_changed_at = serializers.DateTimeField(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    enabled = EnabledSerializer(allow_null=True)
    connections = ConnectionSerializer(many=True)


class ToolLevelsSerializer(Shape):
    """How far a tool may run: the most restrictive of the organization's and one's own level."""

    effective = serializers.ChoiceField(Level.choices)
    code = serializers.CharField(help_text="Why it asks or is blocked; empty when allowed.")
    organization = serializers.ChoiceField(Level.choices, allow_null=True)
    member = serializers.ChoiceField(Level.choices, allow_null=True)
    default = serializers.ChoiceField(Level.choices)


class EffectMarkSerializer(Shape):
    """What an owner said that a tool does."""

    effect = serializers.ChoiceField(EFFECTS)
    by = serializers.CharField()
    at = serializers.DateTimeField()


class RefusalSerializer(Shape):
    """Which owner refused this version of a tool, and when."""

    by = serializers.CharField()
    at = serializers.DateTimeField()


class ToolSerializer(ListingToolSerializer):
    """A tool of a connector, with what may be done with it."""

    policy = ToolLevelsSerializer()
    accepted = serializers.BooleanField(help_text="False: new or changed, waits for an owner's review; or refused.")
    refused = RefusalSerializer(allow_null=True, help_text="An owner has refused this version: it stays blocked.")
    digest = serializers.CharField(help_text="Of this version: a review or mark names what was seen.")
    marked = EffectMarkSerializer(allow_null=True, help_text="Who said what a custom connector's tool does.")


class AddedConnectorSerializer(ConnectorSerializer):
    """The connector with its tools: what a custom server showed when it was asked counts as seen."""

    tools = ToolSerializer(many=True)


class DefinitionSerializer(Shape):
    """Everything about one version of a tool that a review is about; schemas, hints and view as JSON text."""

    title = serializers.CharField()
    description = serializers.CharField()
    input = serializers.CharField()
    output = serializers.CharField()
    hints = serializers.CharField()
    view = serializers.CharField()


class ToolReviewSerializer(Shape):
    """A version of a tool that waits for an owner, or that one has refused."""

    name = serializers.CharField()
    digest = serializers.CharField(help_text="A review names what was seen.")
    first_seen_at = serializers.DateTimeField()
    effect = serializers.ChoiceField(EFFECTS, help_text="What it counts as.")
    hinted_effect = serializers.ChoiceField(EFFECTS, allow_null=True, help_text="What its server says it does.")
    refused = RefusalSerializer(allow_null=True)
    now = DefinitionSerializer()
    accepted = DefinitionSerializer(allow_null=True, help_text="The version that was accepted before; null: none.")


class RefreshProblemSerializer(Shape):
    """Why one of one's accounts could not be asked."""

    account = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class ToolRefreshSerializer(Shape):
    """What a look for new tools found, by name, over one's own accounts."""

    added = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    gone = serializers.ListField(child=serializers.CharField())
    waiting_tools = serializers.IntegerField(help_text="New or changed tools that wait for an owner's review.")
    problems = RefreshProblemSerializer(many=True)
