"""What PostgreSQL refuses of requests and consents, whatever the code does."""

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from connectors.models import Connector, ConnectorRequest, Consent, RequestStatus
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.rows import store_connector, store_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("second", "constraint"),
    [
        ({}, "one_open_request"),
        ({"status": RequestStatus.APPROVED}, "decided_or_not"),
        ({"status": RequestStatus.DISMISSED}, "decided_or_not"),
        ({"status": RequestStatus.WITHDRAWN, "decided_at": timezone.now()}, "decided_or_not"),
    ],
)
def test_a_member_has_one_open_request_and_a_decision_its_time(
    cast: Cast, second: dict[str, Any], constraint: str
) -> None:
    values = {"organization_id": cast.acme.id, "member": cast.mia, "listing": store_listing(), "reason": "Work."}
    with tenant(cast.acme.id):
        ConnectorRequest.objects.create(**values)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ConnectorRequest.objects.create(**values, **second)


def _consent(connector: Connector, cast: Cast) -> Consent:
    values = {"organization_id": cast.acme.id, "connector": connector, "member": cast.mia}
    return Consent.objects.create(**values, version="1", text_hash="x", categories=["allergies"])


def test_h2_a_consent_is_one_and_is_closed_and_never_changed_or_deleted(cast: Cast) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, sensitivity="health")
        given = _consent(connector, cast)
        with pytest.raises(IntegrityError, match="one_consent"), transaction.atomic():
            _consent(connector, cast)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Consent.objects.update(categories=["everything"])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            given.delete()
        assert given.revoke() and _consent(connector, cast).revoked_at is None
