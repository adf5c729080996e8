"""The same conversation for services whose peers have no sign-in: on our stand-ins, with an account that is there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import anyio
import pytest
from django.utils import timezone

from connectors.accounts.callback import mark_connected
from connectors.accounts.sign_in import look
from connectors.mcp import Credential, ServerAddress
from connectors.models import Connection, Connector
from connectors.oauth import TokenSet
from connectors.outbound import origin_of
from organizations.audit import Actor
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings
from tests.fakes.messages_api import MessagesApi
from tests.services import stand_in
from tests.services.asana_people import members
from tests.services.asana_stand_in import asana_stand_in
from tests.services.figma_stand_in import MIAS_FILE, figma_stand_in
from tests.services.notion_people import PLAIN, connections
from tests.services.notion_stand_in import notion_stand_in
from tests.services.test_conversations import Desk, Talk, queued, talk_it_through

__all__ = ["queued"]
pytestmark = pytest.mark.usefixtures("transactional_db", "directory")

# slug: the stand-in, where its API is, Mia's token, and the conversation.
PLACES: dict[str, tuple[Callable[[], AbstractContextManager[Any]], Callable[[Any], str], str, Talk]] = {
    "asana": (
        lambda: asana_stand_in(members()),
        lambda state: str(state.url),
        "mia",
        Talk(("list_tasks", {}), "Fix the login", ("comment_on_task", {"task": "120", "body": "Done."}), "120"),
    ),
    "notion": (
        lambda: notion_stand_in(connections()),
        lambda state: str(state.url),
        "mia",
        Talk(
            ("search_workspace", {"query": "Plan"}), "Plan", ("comment_on_page", {"page": PLAIN, "text": "Done."}), ""
        ),
    ),
    "figma": (
        figma_stand_in,
        lambda state: str(state.origin),
        stand_in.MIA,
        Talk(
            ("get_file_details", {"file": MIAS_FILE}),
            "Checkout",
            ("add_comment", {"file": MIAS_FILE, "message": "Done."}),
            "Done.",
        ),
    ),
}


# In short one of them; `make services` talks to all.
@pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=() if slug == "notion" else pytest.mark.services) for slug in PLACES]
)
def test_a_member_reads_approves_a_write_and_shares_nothing(
    cast: Cast, adas: Browser, mias: Browser, model: MessagesApi, engine: Any, settings: Any, slug: str
) -> None:
    serve, address_of, token, talk = PLACES[slug]
    with serve() as state:
        url = address_of(state)
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, url.split("/")[2]]
        change_listings(slug, api_url=url, oauth_client_id="ours", setup_tested_at=timezone.now())
        connector = adas.enable(slug)
        account_of(cast, connector, ServerAddress(url, slug), token)
        talk_it_through(mias, model, Desk(mias, connector, model, engine()), slug, talk)


def account_of(cast: Cast, connector: str, server: ServerAddress, token: str) -> None:
    """Mia's account there, as after a sign-in."""
    offer = anyio.run(look, server, Credential.bearer(token))
    with tenant(cast.acme.id):
        row = Connector.objects.select_related("listing").get(pk=connector)
        mine = Connection.objects.create(organization=cast.acme, member=cast.mia, connector=row)
        assert mark_connected(
            actor=Actor.of(cast.mia),
            connector=row,
            connection=mine,
            offer=offer,
            tokens=TokenSet(token),
            account=offer.account,
            authorization_server={"origin": origin_of(server.url)},
        )
