"""Opening a link is decided anew at every request (sharing-S3, S4); what forbids it may have come by any way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Connector
from conversations.models import Audience, Conversation, Provenance, Share, Turn
from conversations.sharing import open_share
from organizations.models import AuditEvent, Membership, Organization
from organizations.plans import Plan
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast, join
from tests.owner import set_as_owner, update_as_owner

Change = Callable[[Cast, Share], object]


def _share(cast: Cast, audience: str, **fields: Any) -> Share:
    set_as_owner(cast.acme, external_sharing=True)
    chat = factories.make_conversation(cast.mia)
    with tenant(cast.acme.id):
        own = {"organization": cast.acme, "conversation": chat, "created_by": cast.mia}
        return Share.objects.create(**own, audience=audience, snapshot={}, **fields)


def _update(model: type[Any], **values: Any) -> Change:
    def change(cast: Cast, share: Share) -> None:
        keys = {Share: share.pk, Conversation: share.conversation_id, Membership: cast.mia.pk}
        with tenant(cast.acme.id):
            update_as_owner(model, keys.get(model, cast.acme.pk), **values)

    return change


def _now() -> Any:
    return timezone.now()


def _mark(cast: Cast, chat_id: Any) -> None:
    """Tool content came in, past the code that ends links."""
    with tenant(cast.acme.id):
        own = {"organization": cast.acme, "conversation_id": chat_id}
        turn = Turn.objects.create(member=cast.mia, status="completed", **own)
        connector = Connector.objects.create(organization=cast.acme, name="N", enabled_by=cast.ada)
        Provenance.objects.create(turn=turn, connector=connector, **own)


ENDS: dict[str, Change] = {
    "revoked": _update(Share, revoked_at=_now()),
    "expired": _update(Share, expires_at=_now() - timedelta(seconds=1)),
    "a deleted chat": _update(Conversation, deleted_at=_now()),
    "an author who left": _update(Membership, removed_at=_now()),
    "a closed organization": _update(Organization, closed_at=_now()),
}


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize("why", ENDS)
def test_a_link_that_ended_opens_for_nobody(why: str, audience: str, cast: Cast) -> None:
    share = _share(cast, audience)
    assert open_share(share.token, cast.max.user) == share
    ENDS[why](cast, share)
    assert open_share(share.token, cast.max.user) is None


BEFORE = {"external_sharing": True, "organization_shares": True}


@pytest.mark.parametrize(
    ("plan", "audience", "has_content", "change", "opens"),
    [
        (Plan.TEAM, "public", False, {"external_sharing": False}, False),
        (Plan.TEAM, "organization", False, {"external_sharing": False, "organization_shares": False}, True),
        (Plan.TEAM, "organization", True, {"external_sharing": False}, True),
        (Plan.TEAM, "organization", True, {"organization_shares": False}, False),
        (Plan.TEAM, "organization", False, {"plan": Plan.PRO}, False),
        (Plan.PRO, "public", True, {"external_sharing": False}, True),
        (Plan.PRO, "public", True, {"plan": Plan.TEAM}, False),
        (Plan.PRO, "public", False, {"plan": Plan.TEAM}, True),
    ],
)
def test_the_rule_is_asked_again_when_a_link_is_opened(
    plan: str, audience: str, has_content: bool, change: dict[str, Any], opens: bool, cast: Cast
) -> None:
    share = _share(cast, audience, redacted=True)
    set_as_owner(cast.acme, plan=plan, **BEFORE)
    _mark(cast, share.conversation_id if has_content else factories.make_conversation(cast.mia).id)
    assert open_share(share.token, cast.max.user) == share
    set_as_owner(cast.acme, **change)
    assert (open_share(share.token, cast.max.user) is not None) == opens


@pytest.mark.parametrize("kind", ["synced", "health"])
def test_what_never_leaves_an_account_closes_a_link_whatever_the_triggers_let_in(kind: str, cast: Cast) -> None:
    share = _share(cast, "public", redacted=True)
    set_as_owner(cast.acme, plan=Plan.PRO)
    _mark(cast, share.conversation_id)
    assert open_share(share.token, cast.max.user) == share
    with tenant(cast.acme.id):
        update_as_owner(Provenance, Provenance.objects.get().pk, kind=kind)
    assert open_share(share.token, cast.max.user) is None


def test_each_link_opens_in_its_own_organization(cast: Cast) -> None:
    links = [_share(cast, "public")]
    set_as_owner(cast.globex, external_sharing=True)
    for _ in range(2):
        chat = factories.make_conversation(cast.gus)
        with tenant(cast.globex.id):
            own = {"organization": cast.globex, "conversation": chat, "created_by": cast.gus}
            links.append(Share.objects.create(**own, audience="public", snapshot={}))
    links.append(_share(cast, "public"))
    assert [open_share(link.token, None) for link in links] == links


def test_who_opens_what(cast: Cast) -> None:
    inside, outside = _share(cast, "organization"), _share(cast, "public")
    both = join(cast.gus.user, cast.finns, "member").user
    readers = {"nobody": None, "max": cast.max.user, "gus": both, "mia": cast.mia.user}
    assert {name for name, user in readers.items() if open_share(inside.token, user)} == {"max", "mia"}
    assert {name for name, user in readers.items() if open_share(outside.token, user)} == set(readers)
    with tenant(cast.acme.id):
        Membership.objects.filter(pk=cast.max.pk).update(removed_at=_now())
    assert open_share(inside.token, cast.max.user) is None
    assert open_share(outside.token, cast.max.user) == outside


@pytest.mark.parametrize("token", ["", "nonsense", f"{'0' * 32}.x", "."])
def test_a_token_that_is_not_ours_opens_nothing(token: str, cast: Cast) -> None:
    share = _share(cast, "public")
    assert open_share(token, cast.mia.user) is None
    assert open_share(Share(pk=cast.acme.pk).token, cast.mia.user) is None
    assert open_share(share.token[:-1], cast.mia.user) is None


def test_opening_is_noted_with_its_reader_and_a_refused_one_is_not(cast: Cast) -> None:
    share = _share(cast, "public")
    for user in (cast.max.user, cast.gus.user, None):
        open_share(share.token, user)
    _update(Share, revoked_at=_now())(cast, share)
    open_share(share.token, cast.max.user)
    with tenant(cast.acme.id):
        events = AuditEvent.objects.filter(action="share.viewed").order_by("at")
        told = [(event.actor_id, event.actor_kind, event.subject_id, event.data) for event in events]
    seen = (str(share.pk), {"audience": "public"})
    assert told == [(cast.max.pk, "member", *seen), (None, "system", *seen), (None, "system", *seen)]
