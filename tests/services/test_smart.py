"""The SMART on FHIR server as our tests start it: who gets in, to what, and for how long."""

import base64
import json
from typing import Any

import httpx2
import pytest

from tests.services.consent import CALLBACK, VERIFIER, NotOnThePage, consent, query_of
from tests.services.emulate_seed import ADA, MIA
from tests.services.smart import Smart

pytestmark = pytest.mark.peer


def get(smart: Smart, path: str, token: str) -> httpx2.Response:
    return httpx2.get(smart.base + path, headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=20)


def ids(answer: httpx2.Response) -> list[str]:
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


def claims(token: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return payload


def test_the_configuration_names_what_a_standalone_launch_needs(smart_server: Smart) -> None:
    said = httpx2.get(f"{smart_server.base}/.well-known/smart-configuration", trust_env=False).json()
    assert said["authorization_endpoint"] == f"{smart_server.origin}/auth"
    assert {"launch-standalone", "context-standalone-patient", "permission-offline"} <= set(said["capabilities"])
    assert said["code_challenge_methods_supported"] == ["S256"]


def test_each_person_reads_their_own_record_and_not_the_others(smart_server: Smart) -> None:
    for person, mine, other in ((MIA, "mia-kern", "ada-byron"), (ADA, "ada-byron", "mia-kern")):
        given = smart_server.sign_in(person)
        token = given["access_token"]
        assert given["patient"] == mine
        assert claims(given["id_token"])["fhirUser"] == f"{smart_server.base}/Patient/{mine}"
        assert ids(get(smart_server, "/Patient", token)) == [mine]
        assert get(smart_server, f"/Patient/{other}", token).status_code == 404
        assert get(smart_server, f"/Observation?patient={other}", token).status_code == 403


def test_a_search_without_a_patient_finds_only_ones_own(smart_server: Smart) -> None:
    token = smart_server.sign_in(ADA)["access_token"]
    assert ids(get(smart_server, "/Observation?code=4548-4", token)) == ["adas-a1c"]
    assert get(smart_server, "/Observation/glucose", token).status_code == 404


def test_the_next_page_is_reached_with_the_same_token(smart_server: Smart) -> None:
    token = smart_server.sign_in(MIA)["access_token"]
    page = get(smart_server, "/Observation?code=8867-4&_count=40", token).json()
    path = page["link"][1]["url"].removeprefix(smart_server.base)
    assert len(ids(get(smart_server, path, token))) == 5


def test_nobody_gets_in_without_a_good_token(smart_server: Smart) -> None:
    token = smart_server.sign_in(MIA)["access_token"]
    assert get(smart_server, "/Patient/mia-kern", token).status_code == 200
    smart_server.revoke(token)
    for refused in (token, "made-up"):
        answer = get(smart_server, "/Patient/mia-kern", refused)
        assert answer.status_code == 401 and "invalid_token" in answer.headers["www-authenticate"]


def test_a_scope_that_is_missing_is_named(smart_server: Smart) -> None:
    token = smart_server.sign_in(MIA, "launch/patient patient/Patient.read patient/Condition.rs")["access_token"]
    assert get(smart_server, "/Patient/mia-kern", token).status_code == 200
    assert ids(get(smart_server, "/Condition", token)) == ["prediabetes", "asthma-wrong"]
    refused = get(smart_server, "/Observation", token)
    assert refused.status_code == 403
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="patient/Observation.read"'


def test_access_that_is_over_comes_back_with_the_refresh_token(smart_server: Smart) -> None:
    given = smart_server.sign_in(MIA)
    smart_server.expire()
    assert get(smart_server, "/Patient/mia-kern", given["access_token"]).status_code == 401
    renewed = smart_server.exchange(grant_type="refresh_token", refresh_token=given["refresh_token"]).json()
    assert renewed["patient"] == "mia-kern"
    assert get(smart_server, "/Patient/mia-kern", renewed["access_token"]).status_code == 200


def test_a_refresh_token_used_twice_ends_the_whole_sign_in(smart_server: Smart) -> None:
    first = smart_server.sign_in(MIA)
    second = smart_server.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    for token in (first["refresh_token"], second["refresh_token"]):
        refused = smart_server.exchange(grant_type="refresh_token", refresh_token=token)
        assert refused.json()["error"] == "invalid_grant"
    assert get(smart_server, "/Patient/mia-kern", second["access_token"]).status_code == 401


def test_without_offline_access_there_is_no_refresh_token(smart_server: Smart) -> None:
    assert "refresh_token" not in smart_server.sign_in(MIA, "openid launch/patient patient/*.read")


def test_a_code_without_its_verifier_and_a_code_used_twice_are_refused(smart_server: Smart) -> None:
    def exchange(code: str, verifier: str) -> Any:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return smart_server.exchange(**form, code_verifier=verifier).json().get("error")

    code = query_of(consent(smart_server.authorization_url(), MIA))["code"]
    assert exchange(code, "somebody-elses-verifier-of-good-length-43-char") == "invalid_grant"
    code = query_of(consent(smart_server.authorization_url(), MIA))["code"]
    assert [exchange(code, VERIFIER), exchange(code, VERIFIER)] == [None, "invalid_grant"]


@pytest.mark.parametrize("audience", ["https://elsewhere.example/fhir", ""])
def test_tokens_for_another_server_are_not_given(smart_server: Smart, audience: str) -> None:
    url = smart_server.authorization_url(aud=audience)
    answer = httpx2.get(url, trust_env=False)
    assert query_of(answer.headers["location"])["error"] == "invalid_request"


def test_an_unregistered_redirect_address_is_refused(smart_server: Smart) -> None:
    with pytest.raises(NotOnThePage, match=r"^400"):
        consent(smart_server.authorization_url(redirect_uri="http://elsewhere.example/"), MIA)
