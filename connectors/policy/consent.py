"""The consent to reading health records (health-H2, health-H7): its text, what it is for, and what needs it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from connectors.models import Connector, Consent
from organizations.refusals import ALLOWED, Decision, refuse

VERSION = "2026-11-28"
NOTICE = (
    "This is not medical advice. The assistant can misread a result or leave something out: talk to a clinician before "
    "you decide anything, and in an emergency call your local emergency number."
)
TEXT = (
    NOTICE,
    "Switchboard reads the kinds of records that you choose below, at the service, with your own sign-in, and only in "
    "chats in which you switch this connector on.",
    "What is read goes to the model that answers you and stays in those chats. It is never shared by a link, never "
    "written into another connector, and never used for training.",
    "You can withdraw this at any time: the connection ends, its tokens are deleted, and you are offered to delete the "
    "chats that hold such content.",
)
TEXT_HASH = hashlib.sha256("\n".join(TEXT).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Category:
    """Kinds of records that are chosen together, because services give access to them together."""

    label: str
    scopes: tuple[str, ...]


def _reads(*kinds: str) -> tuple[str, ...]:
    return tuple(f"patient/{kind}.read" for kind in kinds)


CATEGORIES = {
    "measurements": Category("Lab results and vital signs", _reads("Observation", "DiagnosticReport")),
    "conditions": Category("Conditions", _reads("Condition")),
    "medications": Category("Medications", _reads("MedicationRequest", "Medication")),
    "allergies": Category("Allergies", _reads("AllergyIntolerance")),
    "immunizations": Category("Immunizations", _reads("Immunization")),
    "visits": Category("Visits", _reads("Encounter")),
    "documents": Category("Documents and notes", _reads("DocumentReference", "Binary")),
}


def needs_consent(connector: Connector) -> bool:
    """Whether its content is about somebody's health."""
    return connector.listing is not None and connector.listing.sensitivity == "health"


def offered_categories(scopes: Collection[str]) -> dict[str, Category]:
    """Those that the service gives access to one by one; none where access is to everything at once."""
    return {name: each for name, each in CATEGORIES.items() if not set(each.scopes).isdisjoint(scopes)}


def may_consent_to(scopes: Collection[str], categories: Sequence[str], version: str) -> Decision:
    """The text that is in force, and something chosen of what can be."""
    if version != VERSION:
        return refuse("consent_changed", "The text has changed meanwhile. Read it again.")
    offered = offered_categories(scopes)
    if unknown := [name for name in categories if name not in offered]:
        return refuse("consent_category_unknown", f"This service does not give {unknown[0]} by itself.")
    if offered and not categories:
        return refuse("consent_empty", "Choose at least one kind of records.")
    return ALLOWED


def may_sign_in(connector: Connector, consent: Consent | None) -> Decision:
    """health-H2: the consent is there before the sign-in, to the text that is in force."""
    if not needs_consent(connector):
        return ALLOWED
    if consent is None or consent.revoked_at is not None:
        return refuse("consent_required", f"{connector.name} reads health records: give your consent first.", connector)
    if (consent.version, consent.text_hash) != (VERSION, TEXT_HASH):
        reason = f"The consent for {connector.name} has a new text: read it, and give it again."
        return refuse("consent_required", reason, connector)
    return ALLOWED


def consented(scopes: Sequence[str], categories: Collection[str]) -> list[str]:
    """Of these scopes, those that the chosen categories cover; what belongs to no category is always asked for."""
    left_out = {scope for name, each in CATEGORIES.items() if name not in categories for scope in each.scopes}
    return [scope for scope in scopes if scope not in left_out]
