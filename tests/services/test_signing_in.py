"""Connecting an account of a built-in service through our own views, at sign-in servers that we did not write."""

import pytest

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.signing_in import SERVICES, connect, set_up

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("directory")]

# One here is enough in short: the rest differ in their addresses, and `make services` asks for each.
services = pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=() if slug == "linear" else pytest.mark.services) for slug in SERVICES]
)


@services
def test_two_members_connect_their_own_accounts(
    cast: Cast, adas: Browser, mias: Browser, at_peer: Emulate, slug: str
) -> None:
    connector = set_up(adas, at_peer, slug)
    for browser, email in ((mias, MIA), (adas, ADA)):
        assert connect(browser, connector, email)["connected"] == connector
        accounts = browser.get(f"connectors/{connector}").json()["connections"]
        assert [(one["status"], one["account"]) for one in accounts] == [("connected", email)]
    tools = {tool["name"]: tool for tool in mias.get(f"connectors/{connector}/tools").json()["results"]}
    assert tools and all(tool["accepted"] for tool in tools.values())
