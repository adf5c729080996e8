"""A member's consent to reading their health records at one connector."""

import uuid
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.accounts.consent import give_consent, revoke_consent
from connectors.api.tools import ConnectorsOfMember
from connectors.models import Connector, Consent
from connectors.policy.consent import CATEGORIES, NOTICE, TEXT, VERSION, needs_consent, offered_categories
from connectors.selectors import consent_of
from organizations.api.base import valid
from organizations.refusals import Missing
from organizations.shapes import Id, Time, time_text


class ConsentCategoryShape(TypedDict):
    """Kinds of records that are chosen together."""

    name: str
    label: str


class GivenConsentShape(TypedDict):
    """One's own consent that is in force."""

    id: Id
    version: str
    categories: list[str]
    given_at: Time


class ConsentShape(TypedDict):
    """What there is to read and to choose before one connects, and what one gave."""

    version: str
    notice: Annotated[str, "That this is not medical advice; the first paragraph of `text`."]
    text: list[str]
    categories: Annotated[list[ConsentCategoryShape], "Empty: the service gives access to everything at once."]
    given: GivenConsentShape | None


def consent_shape(connector: Connector, given: Consent | None) -> ConsentShape:
    """The text in force and the member's consent, if it is to that text."""
    is_valid = given is not None and given.version == VERSION
    return {
        "version": VERSION,
        "notice": NOTICE,
        "text": list(TEXT),
        "categories": [
            {"name": name, "label": each.label} for name, each in offered_categories(connector.scopes).items()
        ],
        "given": {
            "id": str(given.pk),
            "version": given.version,
            "categories": given.categories,
            "given_at": time_text(given.given_at),
        }
        if given is not None and is_valid
        else None,
    }


class NewConsent(serializers.Serializer[Any]):
    """What is chosen, and which text was read."""

    version = serializers.CharField(max_length=20)
    categories = serializers.ListField(
        child=serializers.ChoiceField(sorted(CATEGORIES)), max_length=len(CATEGORIES), allow_empty=True
    )


class ConsentDetail(ConnectorsOfMember):
    """One's own consent; 404 where none is needed."""

    @extend_schema(operation_id="consents_retrieve", responses=ConsentShape)
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The text, what can be chosen, and what was given."""
        connector = self._connector(connector_id)
        return Response(consent_shape(connector, consent_of(self.membership, connector)))

    @extend_schema(operation_id="consents_update", request=NewConsent, responses=ConsentShape)
    def put(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Give it, before connecting. Choosing less than before ends the accounts that have more access."""
        chosen = valid(NewConsent, request.data)
        connector = self._connector(connector_id)
        given = give_consent(actor=self.actor, connector=connector, **chosen)
        return Response(consent_shape(connector, given))

    @extend_schema(operation_id="consents_destroy", responses={204: None})
    def delete(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Withdraw it: one's accounts there are disconnected, their tokens revoked and deleted."""
        revoke_consent(actor=self.actor, connector=self._connector(connector_id))
        return Response(status=204)

    def _connector(self, connector_id: uuid.UUID) -> Connector:
        connector = self.connector(connector_id)
        if not needs_consent(connector):
            raise Missing
        return connector
