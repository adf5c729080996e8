"""A member looks for new tools of a connector."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.exceptions import ServiceTrouble
from connectors.models import Connection, Connector
from connectors.outside import PATIENCE_SECONDS
from connectors.policy import may_refresh
from connectors.refreshing import NotAsked, ToolChanges, ask_account
from connectors.selectors import connections_of, waiting_tools
from organizations.actors import Actor
from organizations.exceptions import insist
from organizations.tenancy import tenant


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one of the accounts could not be asked."""

    account: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What the look found over all of the member's accounts, by name, and what waits for an owner now."""

    added: Sequence[str]
    changed: Sequence[str]
    gone: Sequence[str]
    waiting_tools: int
    problems: Sequence[Problem]


def refresh_tools(*, actor: Actor, connector: Connector) -> Refreshed:
    """Ask the server with each of the member's own accounts, and nobody else's (credentials-C1).

    Opens its own tenants, with none open while the server is asked; accounts that are left when its time is over are
    not asked. Raises Refused, and ServiceTrouble when no account could be asked.
    """
    with tenant(actor.organization_id):
        mine = list(connections_of(actor.member, connector=connector).select_related("connector__listing"))
        insist(may_refresh(connector, actor.member.organization, mine))
    found, problems = _ask([one for one in mine if one.is_usable], actor)
    if found is None:
        raise ServiceTrouble(problems[0].code, problems[0].reason)
    with tenant(actor.organization_id):
        waiting = waiting_tools([connector])[connector.pk]
    return Refreshed(sorted(found.added), sorted(found.changed), sorted(found.gone), waiting, problems)


def _ask(accounts: Sequence[Connection], actor: Actor) -> tuple[ToolChanges | None, list[Problem]]:
    found: ToolChanges | None = None
    problems = []
    ends_at = time.monotonic() + PATIENCE_SECONDS
    for account in accounts:
        try:
            changes = _in_time(actor, account, ends_at - time.monotonic())
            found = changes if found is None else found | changes
        except NotAsked as error:
            problems.append(Problem(account.account or account.label, error.code, error.reason))
    return found, problems


def _in_time(actor: Actor, account: Connection, seconds: float) -> ToolChanges:
    if seconds <= 0:
        raise NotAsked("server_unreachable", "There was no time left to ask with this account. Try again.")
    return ask_account(actor, account, seconds=seconds)
