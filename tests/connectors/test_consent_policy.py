"""health-H2, health-H7: what a consent says, what it is for, and what needs it, cell by cell."""

import re
from typing import Any

import pytest

from connectors.models import Connector, Consent
from connectors.policy import consent as policy
from tests.connectors.rows import a_listing

KINDS = [scope for each in policy.CATEGORIES.values() for scope in each.scopes]
HEALTH, NORMAL = a_listing(sensitivity="health"), a_listing()


def given(**more: Any) -> Consent:
    return Consent(**{"version": policy.VERSION, "text_hash": policy.TEXT_HASH, "categories": ["allergies"], **more})


@pytest.mark.parametrize(
    ("listing", "consent", "code"),
    [
        (HEALTH, None, "consent_required"),
        (HEALTH, given(), ""),
        (HEALTH, given(version="2020-01-01"), "consent_required"),
        (HEALTH, given(text_hash="of another text"), "consent_required"),
        (HEALTH, given(revoked_at="2026-11-28T10:00:00Z"), "consent_required"),
        (NORMAL, None, ""),
        (None, None, ""),
    ],
)
def test_h2_a_sign_in_needs_a_consent_to_the_text_in_force(listing: Any, consent: Any, code: str) -> None:
    connector = Connector(listing=listing, name="Health records")
    decision = policy.may_sign_in(connector, consent)
    assert (decision.allowed, decision.code) == (not code, code)
    assert decision.deciding_row is (connector if code else None)


@pytest.mark.parametrize(
    ("scopes", "categories", "version", "code"),
    [
        (KINDS, ["allergies"], policy.VERSION, ""),
        (KINDS, [], policy.VERSION, "consent_empty"),
        (KINDS, ["allergies"], "2020-01-01", "consent_changed"),
        (["patient/Condition.read"], ["allergies"], policy.VERSION, "consent_category_unknown"),
        (["patient/*.read"], [], policy.VERSION, ""),
        (["patient/*.read"], ["allergies"], policy.VERSION, "consent_category_unknown"),
    ],
)
def test_h2_a_consent_is_for_something_that_can_be_chosen(
    scopes: list[str], categories: list[str], version: str, code: str
) -> None:
    decision = policy.may_consent_to(scopes, categories, version)
    assert (decision.allowed, decision.code) == (not code, code)


def test_h2_the_first_kind_that_cannot_be_chosen_is_named() -> None:
    decision = policy.may_consent_to(["patient/Condition.read"], ["visits", "allergies"], policy.VERSION)
    assert decision.reason == "This service does not give visits by itself."


def test_h2_what_was_chosen_is_recorded_and_asked_for_by_these_names() -> None:
    """Consents that were given hold the names, services know the scopes (SMART App Launch 2.2, v1 syntax)."""
    assert {name: each.scopes for name, each in policy.CATEGORIES.items()} == {
        "measurements": ("patient/Observation.read", "patient/DiagnosticReport.read"),
        "conditions": ("patient/Condition.read",),
        "medications": ("patient/MedicationRequest.read", "patient/Medication.read"),
        "allergies": ("patient/AllergyIntolerance.read",),
        "immunizations": ("patient/Immunization.read",),
        "visits": ("patient/Encounter.read",),
        "documents": ("patient/DocumentReference.read", "patient/Binary.read"),
    }


@pytest.mark.parametrize("name", policy.CATEGORIES)
def test_h2_each_choice_opens_its_own_kinds_and_no_others(name: str) -> None:
    always = ["openid", "launch/patient", "patient/Patient.read"]
    assert policy.consented([*always, *KINDS], [name]) == [*always, *policy.CATEGORIES[name].scopes]


def test_h7_the_text_says_first_that_this_is_not_medical_advice() -> None:
    assert policy.TEXT[0] == policy.NOTICE and "not medical advice" in policy.NOTICE


def test_h2_another_text_is_another_version() -> None:
    """Who changes the text changes the version and this line: earlier consents are asked for anew."""
    assert (policy.VERSION, policy.TEXT_HASH[:12]) == ("2026-11-28", "6ee629329b29")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", policy.VERSION)
