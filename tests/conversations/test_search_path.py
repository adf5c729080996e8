"""The sharing trigger asks the real tables, whatever stands in front of them in the caller's search path."""

import pytest
from django.db import IntegrityError, connection

from conversations.models import Audience, Provenance, Share, Turn
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.owner import as_owner

EMPTY_COPY = """
CREATE SCHEMA shadow;
CREATE TABLE shadow.conversations_provenance (LIKE public.conversations_provenance);
GRANT USAGE ON SCHEMA shadow TO switchboard_app;
GRANT SELECT ON shadow.conversations_provenance TO switchboard_app
"""


def test_a_table_in_front_of_the_marks_opens_no_share(cast: Cast) -> None:
    connector, chat = factories.make_connector(cast.ada), factories.make_conversation(cast.mia)
    inside = {"organization_id": cast.acme.id, "conversation": chat}
    as_owner(EMPTY_COPY)
    with pytest.raises(IntegrityError, match="connector_content_not_shareable"), tenant(cast.acme.id):
        turn = Turn.objects.create(**inside, member=cast.mia)
        Provenance.objects.create(**inside, turn=turn, connector=connector, kind="synced")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = shadow, public")
        assert not Provenance.objects.exists()
        Share.objects.create(**inside, created_by=cast.mia, audience=Audience.PUBLIC, redacted=True, snapshot={})
