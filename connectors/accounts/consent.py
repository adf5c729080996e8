"""A member gives and withdraws their consent to reading health records (health-H2)."""

from collections.abc import Sequence

from django.db import transaction

from connectors.accounts.disconnect import end_connection
from connectors.models import Connector, Consent
from connectors.policy.consent import TEXT_HASH, VERSION, consented, may_consent_to, needs_consent
from connectors.policy.rules import may_use
from connectors.selectors import connections_of, consent_of
from organizations.audit import Actor, record
from organizations.refusals import Missing, insist


@transaction.atomic
def give_consent(*, actor: Actor, connector: Connector, categories: Sequence[str], version: str) -> Consent:
    """Record it. Where another one was wider, accounts that were connected with that are ended. Raises Refused."""
    if not needs_consent(connector):
        raise Missing
    insist(may_use(connector, actor.member.organization))
    chosen = sorted(set(categories))
    insist(may_consent_to(connector.scopes, chosen, version))
    # Two at once: the second sees what the first one wrote.
    Connector.objects.select_for_update(no_key=True).get(pk=connector.pk)
    before = consent_of(actor.member, connector)
    if before and (before.categories, before.text_hash) == (chosen, TEXT_HASH):
        return before
    if before:
        _end(actor, before, "replaced", with_accounts=not set(before.categories) <= set(chosen))
    consent = Consent.objects.create(
        organization_id=actor.organization_id,
        connector=connector,
        member=actor.member,
        version=VERSION,
        text_hash=TEXT_HASH,
        categories=chosen,
        scopes=consented(connector.scopes, chosen),
    )
    record(
        actor=actor,
        action="consent.recorded",
        subject=consent,
        connector=str(connector.pk),
        version=VERSION,
        categories=chosen,
    )
    return consent


@transaction.atomic
def revoke_consent(*, actor: Actor, connector: Connector) -> bool:
    """Withdraw it: every account of the member's there is ended, its tokens deleted. False when there was none."""
    consent = consent_of(actor.member, connector)
    return consent is not None and _end(actor, consent, "member", with_accounts=True)


def _end(actor: Actor, consent: Consent, why: str, *, with_accounts: bool) -> bool:
    if not consent.revoke():
        return False
    record(actor=actor, action="consent.revoked", subject=consent, connector=str(consent.connector_id), why=why)
    # Sign-ins under way asked for what was consented to before.
    for connection in connections_of(actor.member, connector=consent.connector):
        if with_accounts:
            end_connection(actor=actor, connection=connection, why="consent_revoked")
        else:
            connection.attempts.all().delete()
    return True
