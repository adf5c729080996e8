"""Prism on the official descriptions, as our tests start it: it finds what is wrong, and our proxy keeps it."""

from typing import Any

import httpx2
import pytest

from tests.services.descriptions import DESCRIPTIONS
from tests.services.prism import Prism

pytestmark = [pytest.mark.peer, pytest.mark.services]

# By service: a small read; one with a fault, and the words that the fault is found by.
READ = {
    "asana": ("GET", "/api/1.0/users/me", None),
    "canva": ("GET", "/rest/v1/designs", None),
    "figma": ("GET", "/v1/me", None),
    "figma_files": ("GET", "/v1/files/key?depth=2", None),
    "graph": ("GET", "/v1.0/me/messages", None),
    "notion": ("POST", "/v1/search", {"query": "plan"}),
}
WRONG = {
    "asana": ("GET", "/api/1.0/tasks?limit=1000", None, "limit must be <= 100"),
    "canva": ("GET", "/rest/v1/designs?ownership=foo", None, "ownership must be equal to one of"),
    "figma": ("POST", "/v1/files/key/comments", {"message": 3}, "message must be string"),
    "figma_files": ("GET", "/v1/files/key/nodes", None, "must have required property 'ids'"),
    "graph": ("GET", "/v1.0/me/nothing", None, "no path matched"),
    "notion": ("POST", "/v1/search", {"query": 1}, "query must be string"),
}
MISSPELT = {
    "asana": ("POST", "/api/1.0/tasks", {"data": {"name": "Call", "nmae": "x"}}, "body.data.nmae"),
    "canva": ("GET", "/rest/v1/designs?qeury=x", None, "query.qeury"),
    "figma": ("GET", "/v1/files/key/meta?verison=1", None, "query.verison"),
    "figma_files": ("GET", "/v1/files/key/nodes?ids=1:2&dept=1", None, "query.dept"),
    "graph": ("POST", "/v1.0/me/sendMail", {"Message": {"subjekt": "x"}}, "body.Message.subjekt"),
    "notion": ("POST", "/v1/search", {"filter": {"proprety": "object"}}, "body.filter.proprety"),
}


@pytest.fixture(params=DESCRIPTIONS)
def peer(request: pytest.FixtureRequest) -> tuple[str, Prism]:
    """Each service's, one after the other."""
    return request.param, request.getfixturevalue(f"prism_{request.param}")


def ask(peer: Prism, method: str, path: str, body: Any = None, *, token: str = "a-token", **headers: str) -> Any:
    sent = {"authorization": f"Bearer {token}", "notion-version": "2025-09-03", **headers}
    return httpx2.request(method, peer.origin + path, json=body, headers=sent, trust_env=False, timeout=60)


def test_a_valid_request_is_answered_and_recorded_without_faults(peer: tuple[str, Prism]) -> None:
    service, prism = peer
    answer = ask(prism, *READ[service])
    assert (answer.status_code, prism.faults) == (200, [])
    assert [(each.method, each.path) for each in prism.requests] == [(READ[service][0], READ[service][1].split("?")[0])]


def test_an_invalid_request_is_refused_and_its_fault_is_named(peer: tuple[str, Prism]) -> None:
    service, prism = peer
    method, path, body, words = WRONG[service]
    assert ask(prism, method, path, body).status_code in (400, 404, 422)
    assert words in " ".join(prism.faults)


def test_a_misspelt_name_is_a_fault_though_prism_lets_it_pass(peer: tuple[str, Prism]) -> None:
    service, prism = peer
    method, path, body, words = MISSPELT[service]
    ask(prism, method, path, body)
    assert words in " ".join(prism.faults)


def test_a_token_that_the_service_does_not_know_is_refused(peer: tuple[str, Prism]) -> None:
    service, prism = peer
    prism.knows = {"mias"}
    assert ask(prism, *READ[service], token="mias").status_code == 200
    assert ask(prism, *READ[service], token="made-up").status_code == 401


def test_answers_come_in_the_planned_order_and_to_the_planned_path(prism_canva: Prism) -> None:
    prism_canva.answers(example="in_progress", path="/imports/")
    prism_canva.answers(example="success", path="/imports/")
    prism_canva.answers(code=404, path="/designs/")
    job = "/rest/v1/imports/0f1a"
    assert ask(prism_canva, "GET", "/rest/v1/designs").status_code == 200
    assert ask(prism_canva, "GET", job).json()["job"]["status"] == "in_progress"
    assert ask(prism_canva, "GET", job).json()["job"]["status"] == "success"
    assert ask(prism_canva, "GET", "/rest/v1/designs/DAF1").status_code == 404
    assert prism_canva.faults == []


def test_an_answer_in_our_words_is_given_to_a_valid_request_only(prism_notion: Prism) -> None:
    for _ in range(2):
        prism_notion.replies(429, {"code": "rate_limited"}, headers={"retry-after": "7"})
    limited = ask(prism_notion, *READ["notion"])
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert ask(prism_notion, "POST", "/v1/search", {"query": 1}).status_code == 400


def test_headers_of_the_service_stand_beside_prisms_own(prism_graph: Prism) -> None:
    prefer = 'outlook.timezone="UTC"'
    assert ask(prism_graph, "GET", "/v1.0/me/events", prefer=prefer).status_code == 200
    assert prism_graph.requests[0].headers["prefer"] == prefer and prism_graph.faults == []


def test_an_address_without_the_services_own_path_is_a_fault(prism_asana: Prism) -> None:
    ask(prism_asana, "GET", "/users/me")
    assert prism_asana.faults == ["GET /users/me: the service's addresses begin with /api/1.0"]


def test_a_parameter_that_the_description_names_in_words_only_is_no_fault(prism_asana: Prism) -> None:
    search = "/api/1.0/workspaces/12345/tasks/search?text=login&limit=5"
    assert ask(prism_asana, "GET", search).status_code == 200
    assert prism_asana.faults == []
    ask(prism_asana, "GET", f"{search}&offset=x")
    assert [fault for fault in prism_asana.faults if "query.offset: not in the description" in fault]
