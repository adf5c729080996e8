"""A real row of Acme behind every name that a route of the API has in its path.

tests/test_strangers.py fails for a route with a name that is not here: add one with `@at_acme("connector_request_id")
def connector_request(cast: Cast) -> uuid.UUID:
    listing = Listing.objects.filter(slug="asked-for").first() or store_listing(slug="asked-for", name="Asked For")
    made, _ = ConnectorRequest.objects.get_or_create(
        organization=cast.acme, listing=listing, member=cast.mia, defaults={"reason": "For the stand-up."}
    )
    return made.id


@at_acme("name")`.
"""

import uuid
from collections.abc import Callable

from connectors.models import Connection, Connector, ConnectorRequest, Listing, ToolPolicy
from conversations.models import (
    Audience,
    CallStatus,
    Conversation,
    Design,
    DesignVersion,
    Notice,
    Share,
    ToolCall,
    Turn,
)
from organizations.models import Invitation, Project
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.rows import store_listing

Factory = Callable[[Cast], object]
ROWS: dict[str, Factory] = {}


def at_acme(*names: str) -> Callable[[Factory], Factory]:
    """Say what a name in a path stands for."""

    def remember(factory: Factory) -> Factory:
        ROWS.update(dict.fromkeys(names, factory))
        return factory

    return remember


def address_parts(cast: Cast, names: set[str]) -> dict[str, object]:
    """What stands in the path: ids of Acme's rows, and words for what is no row."""
    with tenant(cast.acme.id):
        return {name: ROWS[name](cast) for name in names}


@at_acme("member_id")
def member(cast: Cast) -> uuid.UUID:
    return cast.mia.id


@at_acme("invitation_id")
def invitation(cast: Cast) -> uuid.UUID:
    made = Invitation.objects.create(
        organization=cast.acme, email="n@acme.example", token_hash="strangers", invited_by=cast.ada
    )
    return made.id


@at_acme("project_id")
def project(cast: Cast) -> uuid.UUID:
    return Project.objects.create(organization=cast.acme, name="Open", visibility="public", created_by=cast.mia).id


@at_acme("connector_id")
def connector(cast: Cast) -> uuid.UUID:
    made, _ = Connector.objects.get_or_create(
        organization=cast.acme, name="Notebook", defaults={"server_url": "https://n.example", "enabled_by": cast.ada}
    )
    return made.id


@at_acme("connection_id")
def connection(cast: Cast) -> uuid.UUID:
    made, _ = Connection.objects.get_or_create(
        organization=cast.acme, connector_id=connector(cast), member=cast.mia, defaults={"label": "work"}
    )
    return made.id


@at_acme("conversation_id")
def conversation(cast: Cast) -> uuid.UUID:
    made, _ = Conversation.objects.get_or_create(organization=cast.acme, author=cast.mia, title="Strangers")
    return made.id


@at_acme("notice_id")
def notice(cast: Cast) -> uuid.UUID:
    return Notice.objects.create(organization=cast.acme, conversation_id=conversation(cast), code="link_ended").id


@at_acme("turn_id")
def turn(cast: Cast) -> uuid.UUID:
    made, _ = Turn.objects.get_or_create(organization=cast.acme, conversation_id=conversation(cast), member=cast.mia)
    return made.id


@at_acme("tool_call_id")
def call(cast: Cast) -> uuid.UUID:
    made = ToolCall.objects.create(
        organization=cast.acme,
        turn_id=turn(cast),
        step=1,
        position=0,
        tool_use_id="toolu_strangers",
        connector_id=connector(cast),
        connection_id=connection(cast),
        tool="list_notes",
        effect="read",
        arguments_hash="0" * 64,
        status=CallStatus.AWAITING_APPROVAL,
    )
    return made.id


@at_acme("design_id")
def design(cast: Cast) -> uuid.UUID:
    page = {"layout": "title", "title": "Strangers"}
    content = {"title": "Strangers", "kind": "graphic", "pages": [page]}
    made = Design.objects.create(
        organization=cast.acme, conversation_id=conversation(cast), title="Strangers", kind="graphic"
    )
    DesignVersion.objects.create(organization=cast.acme, design=made, number=1, content=content)
    return made.id


@at_acme("share_id")
def share(cast: Cast) -> uuid.UUID:
    made = Share.objects.create(
        organization=cast.acme,
        conversation_id=conversation(cast),
        created_by=cast.mia,
        audience=Audience.ORGANIZATION,
        snapshot={},
    )
    return made.id


@at_acme("standing_approval_id")
def standing_approval(cast: Cast) -> uuid.UUID:
    made = ToolPolicy.objects.create(
        organization=cast.acme, connector_id=connector(cast), tool="list_notes", level="allow", member=cast.mia
    )
    return made.id


@at_acme("connector_request_id")
def connector_request(cast: Cast) -> uuid.UUID:
    listing = Listing.objects.filter(slug="asked-for").first() or store_listing(slug="asked-for", name="Asked For")
    made, _ = ConnectorRequest.objects.get_or_create(
        organization=cast.acme, listing=listing, member=cast.mia, defaults={"reason": "For the stand-up."}
    )
    return made.id


@at_acme("name")
def tool(cast: Cast) -> str:
    return "list_notes"


@at_acme("slug")
def listing(cast: Cast) -> str:
    return "acme-tracker"
