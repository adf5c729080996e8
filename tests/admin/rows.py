"""One row at Acme for every model that an admin page shows; an app adds its own with `@row_of(Model)`."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from connectors.models import Connector, EffectMark, Listing, ListingIssuer
from organizations.audit import record
from organizations.models import AuditEvent, Invitation, Membership, Organization, Project, User
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.rows import a_tool, store_connector, store_listing

Factory = Callable[[Cast], Any]
ROWS: dict[type[Model], Factory] = {}


def row_of(model: type[Model]) -> Callable[[Factory], Factory]:
    """Say how to make this model's row; it must belong to Acme, and be written inside its tenant."""

    def remember(factory: Factory) -> Factory:
        ROWS[model] = factory
        return factory

    return remember


@row_of(Membership)
def membership(cast: Cast) -> Membership:
    return cast.mia


@row_of(Invitation)
def invitation(cast: Cast) -> Invitation:
    with tenant(cast.acme.id):
        return Invitation.objects.create(
            organization=cast.acme, email="probe@acme.example", token_hash="probe", invited_by=cast.ada
        )


@row_of(Project)
def project(cast: Cast) -> Project:
    with tenant(cast.acme.id):
        return Project.objects.create(
            organization=cast.acme, name="Acme probe", visibility="public", created_by=cast.mia
        )


@row_of(AuditEvent)
def audit_event(cast: Cast) -> AuditEvent:
    with tenant(cast.acme.id):
        record(actor=cast.actor(cast.mia), action="acme.probe", subject=cast.mia)
        return AuditEvent.objects.get(action="acme.probe")


@row_of(Organization)
def organization(cast: Cast) -> Organization:
    return cast.acme


@row_of(User)
def user(cast: Cast) -> User:
    return cast.mia.user


@row_of(Connector)
def connector(cast: Cast) -> Connector:
    with tenant(cast.acme.id):
        return store_connector(cast.ada, name="Acme probe")


@row_of(Listing)
def listing(cast: Cast) -> Listing:
    return store_listing(name="Acme probe")


@row_of(ListingIssuer)
def listing_issuer(cast: Cast) -> ListingIssuer:
    return ListingIssuer.objects.create(
        listing=listing(cast), issuer="https://as.example.com", token_origin="https://as.example.com"
    )


@row_of(EffectMark)
def effect_mark(cast: Cast) -> EffectMark:
    made = connector(cast)
    with tenant(cast.acme.id):
        tool = a_tool(made, "acme_probe")
        tool.save()
        return EffectMark.objects.create(organization=cast.acme, tool=tool, effect="read", marked_by=cast.ada)
