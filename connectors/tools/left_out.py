"""Which of a server's tools the model is not given, and why, for the member who asks.

Accounts of one connector may be offered different tools, so it is kept for each (sync.py). What was stored
before a rule about schemas existed is judged when it is read: the engine does not offer it either.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, TypedDict

from connectors.model_schemas import why_unfit
from connectors.models import Connection, ConnectionStatus, Connector, OfferedTool, ToolDefinition


class LeftOutToolShape(TypedDict):
    """A tool of the server that cannot be used here."""

    name: Annotated[str, "As the server wrote it; empty when it has none."]
    reason: str


# The most names in a list.
MOST_LEFT_OUT = 100
_NEVER_ASKED = (ConnectionStatus.PENDING, ConnectionStatus.REVOKED)
# A definition never changes, so the verdict on its schema is cached: a few megabytes for some hundred big servers.
MOST_JUDGED = 50_000
_judged: dict[uuid.UUID, str | None] = {}


def left_out_of(
    connectors: Iterable[Connector], mine: Mapping[uuid.UUID, Sequence[Connection]]
) -> dict[uuid.UUID, list[LeftOutToolShape]]:
    """By connector, what these accounts are not given.

    Without an account of the member's, what other accounts are not given; without any, what the server listed when it
    was added.
    """
    rows = list(connectors)
    accounts = {row.pk: [one for one in mine.get(row.pk, ()) if one.status not in _NEVER_ASKED] for row in rows}
    for account in _anybodys([row for row in rows if not accounts[row.pk]]):
        accounts[account.connector_id].append(account)
    unfit = _unfit(rows, [account for of in accounts.values() for account in of])
    return {row.pk: _joined(row, accounts[row.pk], unfit) for row in rows}


def _anybodys(connectors: Sequence[Connector]) -> Iterable[Connection]:
    if not connectors:
        return ()
    return Connection.objects.filter(connector__in=connectors).exclude(status__in=_NEVER_ASKED).order_by("created_at")


def _joined(
    row: Connector, accounts: Sequence[Connection], unfit: Mapping[uuid.UUID, list[LeftOutToolShape]]
) -> list[LeftOutToolShape]:
    """The lists of all accounts, each name once."""
    found: list[LeftOutToolShape] = []
    for account in accounts:
        kept = row.left_out if account.left_out is None else account.left_out
        found += [one for one in (*kept, *unfit.get(account.pk, ())) if one not in found]
    if not accounts:
        found = [*row.left_out, *unfit.get(row.pk, ())]
    return found[:MOST_LEFT_OUT]


def _unfit(connectors: Sequence[Connector], accounts: Sequence[Connection]) -> dict[uuid.UUID, list[LeftOutToolShape]]:
    """By account, or by connector where there is none, the stored tools that the model is not given."""
    known = {account.connector_id for account in accounts}
    offered = OfferedTool.objects.filter(connection__in=accounts).order_by("tool__name")
    tools = list(offered.values_list("connection_id", "tool_id", "tool__name"))
    shown = ToolDefinition.objects.filter(connector__in=[row for row in connectors if row.pk not in known])
    newest = {(of, name): pk for of, name, pk in shown.order_by("first_seen_at").values_list("connector", "name", "pk")}
    tools += [(of, pk, name) for (of, name), pk in sorted(newest.items())]
    reasons = _judge({pk for _, pk, _ in tools})
    found: dict[uuid.UUID, list[LeftOutToolShape]] = {}
    for of, pk, name in tools:
        if reason := reasons.get(pk):
            found.setdefault(of, []).append({"name": name, "reason": reason})
    return found


def _judge(tools: set[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    """Why each of these cannot be offered, None where it can; looks at the schemas that this process has not seen."""
    reasons = {pk: _judged[pk] for pk in tools if pk in _judged}
    if unknown := tools - reasons.keys():
        rows = ToolDefinition.objects.filter(pk__in=unknown).values_list("pk", "input_schema")
        found = {pk: why_unfit(schema) for pk, schema in rows}
        if len(_judged) < MOST_JUDGED:
            _judged.update(found)
        reasons |= found
    return reasons
