"""What a member allows they can take back, whatever became of the tool (rules.md section 3)."""

from connectors.models import Connector
from tests import factories
from tests.connectors.rows import change_listings, store_listing
from tests.conversations.conftest import Desk

ACME = "/api/v1/organizations/acme"


def test_an_allow_of_a_tool_that_the_review_names_no_more_can_be_revoked(desk: Desk) -> None:
    listing = store_listing(slug="pad", name="Pad", server_url=desk.notebook.url, write_tools=["create_note"])
    pad = factories.make_connector(desk.cast.ada, name="Pad", url=desk.notebook.url)
    desk.inside(lambda: Connector.objects.filter(pk=pad.pk).update(listing=listing))
    mia = desk.cast.client(desk.cast.mia)
    allow = {"scope": "member", "policy": "allow"}
    assert mia.patch(f"{ACME}/connectors/{pad.id}/tools/create_note", allow, format="json").status_code == 200
    change_listings("pad", write_tools=[])
    rows = mia.get(f"{ACME}/standing-approvals").json()["results"]
    (row,) = [row for row in rows if row["connector"]["name"] == "Pad"]
    assert mia.delete(f"{ACME}/standing-approvals/{row['id']}").status_code == 204
