"""Which version of a tool an owner is shown and decides on: by what accounts are offered, past the wall."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import selectors
from connectors.models import Connection, ConnectionStatus, Connector, OfferedTool, ToolDefinition
from organizations.models import Membership
from tests.cast import Cast
from tests.connectors.rows import store_listing
from tests.owner import without_the_wall

NOW = timezone.now()


@pytest.fixture
def past_the_wall(cast: Cast) -> Cast:
    """Rows of every organization exist, so that only the filter keeps them apart."""
    without_the_wall()
    return cast


def _connector(owner: Membership, **changes: Any) -> Connector:
    given = {"organization": owner.organization, "enabled_by": owner, "name": "Ours"}
    return Connector.objects.create(**given | changes)


def _version(connector: Connector, digest: str, *, days: int = 0, name: str = "note", **changes: Any) -> ToolDefinition:
    row = ToolDefinition.objects.create(
        organization=connector.organization, connector=connector, name=name, digest=digest, **changes
    )
    # Rows say themselves when they were made.
    ToolDefinition.objects.filter(pk=row.pk).update(first_seen_at=NOW + timedelta(days=days))
    return row


def _offered(tool: ToolDefinition, member: Membership, status: str = ConnectionStatus.CONNECTED) -> Connection:
    own = {"organization": tool.organization}
    account = Connection.objects.create(
        connector=tool.connector, member=member, status=status, label=f"{tool.name} {tool.digest}", **own
    )
    OfferedTool.objects.create(connection=account, tool=tool, **own)
    return account


def _reviewed(connector: Connector) -> list[str]:
    return [row.tool.digest for row in selectors.tools_to_review(connector)]


def test_names_of_custom_connectors_are_the_organizations_own_enabled_ones_in_order(past_the_wall: Cast) -> None:
    cast = past_the_wall
    for name in ("Zoo", "Attic", "Mill"):
        _connector(cast.ada, name=name)
    _connector(cast.ada, name="Off", disabled_at=NOW)
    _connector(cast.ada, name="Listed", listing=store_listing(slug="listed"))
    _connector(cast.gus, name="Theirs")
    assert selectors.custom_names(cast.acme.id) == ["Attic", "Mill", "Zoo"]


def test_a_version_is_found_by_connector_name_and_digest_while_an_account_is_offered_it(past_the_wall: Cast) -> None:
    cast = past_the_wall
    ours, other = _connector(cast.ada), _connector(cast.ada, name="Other")
    offered = _version(ours, "a")
    _offered(offered, cast.mia)
    _offered(_version(ours, "b"), cast.mia, ConnectionStatus.REVOKED)
    _version(ours, "c")
    _offered(_version(other, "a"), cast.mia)
    _offered(_version(ours, "a", name="another"), cast.mia)
    assert selectors.offered_definition(ours, "note", "a") == offered
    assert [selectors.offered_definition(ours, "note", digest) for digest in ("b", "c", "d")] == [None] * 3
    assert selectors.offered_definition(other, "another", "a") is None
    assert selectors.offered_definition(other, "note", "b") is None


def test_what_only_ended_accounts_are_offered_is_older_than_what_a_living_one_is(past_the_wall: Cast) -> None:
    cast = past_the_wall
    ours = _connector(cast.ada)
    _offered(_version(ours, "old"), cast.mia)
    _offered(_version(ours, "new", days=1), cast.max, ConnectionStatus.REVOKED)
    found = selectors.newest_definition(ours, "note")
    assert found is not None and found.digest == "old"
    assert _reviewed(ours) == ["old"]


def test_the_newest_of_two_versions_is_decided_on_first(past_the_wall: Cast) -> None:
    cast = past_the_wall
    ours = _connector(cast.ada)
    older, newer = _version(ours, "older"), _version(ours, "newer", days=1)
    for version, member in ((older, cast.mia), (newer, cast.max)):
        _offered(version, member)
    assert _reviewed(ours) == ["newer"]
    newer.refused_at = NOW
    newer.save(update_fields=["refused_at"])
    # Refused, it is shown as such and holds nothing back.
    assert sorted(_reviewed(ours)) == ["newer", "older"]


def test_before_anybody_has_connected_the_newest_version_waits_whatever_others_are_connected_to(
    past_the_wall: Cast,
) -> None:
    cast = past_the_wall
    ours, other = _connector(cast.ada), _connector(cast.ada, name="Other")
    _version(ours, "older")
    _version(ours, "newer", days=1)
    _offered(_version(other, "theirs"), cast.mia)
    assert _reviewed(ours) == ["newer"]


def test_a_version_is_shown_beside_the_one_that_was_accepted_last_tool_by_tool(past_the_wall: Cast) -> None:
    cast = past_the_wall
    ours, other = _connector(cast.ada), _connector(cast.ada, name="Other")
    for name in ("write", "look", "add"):
        _offered(_version(ours, "waits", days=3, name=name), cast.mia)
    # By when they were accepted, not by when they were made.
    _version(ours, "last", name="look", accepted_at=NOW + timedelta(days=2))
    _version(ours, "first", name="look", accepted_at=NOW + timedelta(days=1))
    _version(other, "theirs", name="write", accepted_at=NOW)
    shown = [(row.tool.name, row.accepted and row.accepted.digest) for row in selectors.tools_to_review(ours)]
    assert shown == [("add", None), ("look", "last"), ("write", None)]
