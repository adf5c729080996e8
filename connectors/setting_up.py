"""Setting up a service: an owner enters client and values for the organization, and tests them (setup.py has rules)."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils import timezone

from connectors.accounts.clients import bind, enter_client, typed_in, words_of_change
from connectors.accounts.diagnosis import Findings, Step, Subject, examine, moved, try_client
from connectors.accounts.stored_credential import require_sign_in
from connectors.models import Connection, ConnectionStatus, Connector, Listing, Registration
from connectors.oauth import IssuerChanged
from connectors.outbound import OutsideFailed, address_of, ask_outside, our_identity
from connectors.policy.rules import may_change
from connectors.policy.setup import may_choose_server, missing_setup, takes_client, unfit_values
from connectors.selectors import connectors_visible_to
from organizations.audit import Actor, record
from organizations.refusals import Invalid, Missing, Refused, insist
from organizations.sealing import SecretUnreadable
from organizations.tenancy import tenant

# What an owner enters.


@transaction.atomic
def set_up_connector(
    *,
    actor: Actor,
    connector: Connector,
    oauth_client_id: str | None = None,
    oauth_client_secret: str | None = None,
    oauth_issuer: str | None = None,
    setup_values: Mapping[str, str] | None = None,
    uses_remote: bool | None = None,
) -> Connector:
    """Keep what is given, as a draft until it is tested; what is None stays. Raises Refused and Invalid.

    Accounts that are connected go on, but for another server, where all sign in again.
    """
    insist(may_change(connector, actor.member))
    listing = _listing_of(connector)
    if (oauth_client_id or oauth_client_secret) and not takes_client(connector):
        raise Invalid("oauth_client_id", f"{connector.name} takes no client id.", "client_not_wanted")
    changed = enter_client(connector, client_id=oauth_client_id, secret=oauth_client_secret, issuer=oauth_issuer)
    if str(connector.oauth_client_secret) and not connector.oauth_client_id:
        raise Invalid("oauth_client_id", "Enter the client id that this secret belongs to.", "client_id_missing")
    fields = [name for name in changed if name != "oauth_secret_set_at"]
    if setup_values is not None and (names := _enter_values(connector, listing, setup_values)):
        fields += names
        changed.append("setup_values")
    if uses_remote is not None and uses_remote is bool(connector.builtin):
        _choose_server(actor, connector, uses_remote)
        fields.append("uses_remote")
        changed += ["uses_remote", "negotiated", "late_challenge"]
    if changed:
        connector.setup_tested_at = None
        connector.save(update_fields=[*changed, "setup_tested_at"])
        record(actor=actor, action="connector.updated", subject=connector, fields=fields)
    return connector


def _listing_of(connector: Connector) -> Listing:
    if connector.listing is None:
        raise Refused("nothing_to_set_up", f"{connector.name} is set up under Sign-in.")
    return connector.listing


def _enter_values(connector: Connector, listing: Listing, given: Mapping[str, str]) -> list[str]:
    """Put the values into the row; the names of the changed ones. An empty one is the operator's, or the default."""
    values = {name: value.strip() for name, value in given.items()}
    for name, words in unfit_values(listing.setup_fields, values).items():
        raise Invalid(f"setup_values.{name}", words, "invalid_setup_value")
    before = connector.setup_values
    connector.setup_values = {name: value for name, value in {**before, **values}.items() if value}
    return sorted(f"setup_values.{name}" for name in values if before.get(name) != connector.setup_values.get(name))


def _choose_server(actor: Actor, connector: Connector, uses_remote: bool) -> None:
    if not may_choose_server(connector):
        raise Refused("no_other_server", f"There is one way to reach {connector.name} only.")
    connector.uses_remote = uses_remote
    # What was agreed with the other server.
    connector.negotiated = connector.late_challenge = None
    for connection in connected_accounts(connector):
        require_sign_in(actor=actor, connection=connection, why="server_changed")


def connected_accounts(connector: Connector) -> list[Connection]:
    """Everybody's accounts that would have to sign in again."""
    return list(Connection.objects.filter(connector=connector, status=ConnectionStatus.CONNECTED))


# The live check.


def diagnose_connector(*, actor: Actor, connector_id: uuid.UUID) -> tuple[Connector, Findings]:
    """Try what is entered, and make it available where it passes and is the organization's own.

    Opens its own tenants, with none open while the service is asked. Raises Missing and Refused.
    """
    with tenant(actor.organization_id):
        connector = connectors_visible_to(actor.member).filter(pk=connector_id).first()
        if connector is None:
            raise Missing
        insist(may_change(connector, actor.member))
        subject = subject_of_check(connector)
    findings = _ask(subject)
    if findings.client and findings.server:
        with tenant(actor.organization_id):
            elsewhere = bound_elsewhere(connector, findings)
        findings = findings.and_then(elsewhere or _try(findings))
    findings = findings.completed()
    with tenant(actor.organization_id):
        if findings.passed and connector.listing and connector.is_set_up_here and _mark_tested(connector):
            record(actor=actor, action="connector.updated", subject=connector, fields=["setup_tested_at"])
        connector.refresh_from_db(fields=["setup_tested_at"])
    return connector, findings


def diagnose_listing(listing: Listing) -> Findings:
    """Try what an operator entered for everybody, with no transaction open; `mark_listing_tested` keeps the result."""
    connector = Connector(listing=listing, name=listing.name)
    subject = subject_of_check(connector)
    findings = _ask(subject)
    if findings.client and findings.server:
        findings = findings.and_then(bound_elsewhere(connector, findings) or _try(findings))
    return findings.completed()


def subject_of_check(connector: Connector) -> Subject:
    """What the check needs to know, from the rows."""
    missing = missing_setup(connector)
    identity = replace(our_identity(), connector=connector.callback_key)
    entered = None
    try:
        entered = typed_in(connector, identity)
    except SecretUnreadable:
        missing = [*missing, "client secret (the stored one can't be read)"]
    return Subject(
        name=connector.name,
        server=address_of(connector),
        missing=missing,
        identity=identity,
        entered=entered,
        known_sign_in=connector.known_sign_in,
        signs_in=connector.registration not in (Registration.HEADER, Registration.NONE),
        pkce_undeclared=connector.may_leave_pkce_undeclared,
    )


def bound_elsewhere(connector: Connector, findings: Findings) -> Step | None:
    """Bind the client id before its secret leaves; the failed step where it is for another server."""
    assert findings.client is not None
    try:
        bind(connector, findings.client)
    except IssuerChanged as error:
        return moved(words_of_change(connector, error))
    return None


def _ask(subject: Subject) -> Findings:
    try:
        return ask_outside(partial(examine, subject))
    except OutsideFailed as error:
        return Findings((Step("server", "failed", error.person_message, "Try again later."),))


def _try(findings: Findings) -> Step:
    assert findings.client is not None and findings.server is not None
    return ask_outside(partial(try_client, findings.server, findings.client))


def _mark_tested(connector: Connector) -> bool:
    """For exactly what was tested: somebody may have entered something else meanwhile."""
    same = Connector.objects.filter(
        pk=connector.pk,
        oauth_client_id=connector.oauth_client_id,
        oauth_client_secret=connector.oauth_client_secret,
        setup_values=connector.setup_values,
        uses_remote=connector.uses_remote,
    )
    # An operator may have, too: `reach` is that of the rows which were read before the test.
    return same.update(setup_tested_at=timezone.now(), setup_tested_for=connector.reach) == 1


def mark_listing_tested(listing: Listing) -> bool:
    """The same for an operator's values, as an operator; True when this call did it."""
    same = Listing.objects.filter(
        pk=listing.pk,
        oauth_client_id=listing.oauth_client_id,
        oauth_client_secret=listing.oauth_client_secret,
        setup_values=listing.setup_values,
        server_url=listing.server_url,
        api_url=listing.api_url,
        prefers_remote=listing.prefers_remote,
    )
    return same.update(setup_tested_at=timezone.now()) == 1
