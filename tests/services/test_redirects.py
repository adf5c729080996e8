"""A service that sends a request on to another address: nobody follows, and nothing counts as done."""

from collections.abc import Iterator

import pytest
from starlette.responses import RedirectResponse

from tests.services.calling import call, text_of
from tests.services.graph_tenant import GraphStandIn
from tests.services.microsoft_people import at, tenant_of_two

pytestmark = pytest.mark.anyio
MAIL = {"to": ["ada@acme.example"], "subject": "x", "body": "y"}


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with tenant_of_two() as tenant:
        yield tenant


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_mail_that_is_sent_on_elsewhere_was_not_sent(graph: GraphStandIn, status: int) -> None:
    graph.next_answers["/me/sendMail"] = RedirectResponse("https://elsewhere.example/me/sendMail", status)
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", **MAIL)
    assert outcome.is_error
    assert text_of(outcome) == f"The service sends this on to another address ({status}), which is not followed."
