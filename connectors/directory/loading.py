"""Writes the shipped directory into the database.

The rule: what describes a service (names, texts, tools, links, source) follows the file at every load; how
this instance reaches and offers it is the operator's once the listing exists (OPERATORS_OWN). Of the sign-in server,
facts that the file has learned since are added to the operator's. An entry that no operator has reviewed follows the
file's review as well. Demo entries follow the running demo servers: their address and whether they are listed.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.utils import timezone

from connectors.models import Listing, Review
from organizations.tenancy import as_operator

LISTINGS = Path(__file__).with_name("listings.toml")
OPERATORS_OWN = frozenset(
    {
        *("server_url", "scopes", "plans", "regions", "review_status", "reviewed_at", "oauth_client_id"),
        *("pkce_undeclared", "setup_values", "api_url", "sign_in", "api_scopes", "prefers_remote"),
    }
)


def shipped_listings() -> list[dict[str, Any]]:
    """The entries of listings.toml, in its order, texts without their line ends."""
    entries = tomllib.loads(LISTINGS.read_text(encoding="utf-8"))["listing"]
    return [
        {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()} for entry in entries
    ]


def load_directory(demo_servers_url: str = "") -> int:
    """Create or update every entry by slug; safe to repeat. Returns how many there are."""
    with as_operator("the shipped directory"):
        for entry in shipped_listings():
            demo_path = entry.pop("demo_path", None)
            if demo_path is None:
                _load(entry)
            else:
                _load_demo(entry, demo_servers_url.rstrip("/"), demo_path)
        return Listing.objects.count()


def _load(entry: dict[str, Any]) -> None:
    described = {name: value for name, value in entry.items() if name not in OPERATORS_OWN}
    unreviewed = Listing.objects.filter(slug=entry["slug"], review_status=Review.IN_REVIEW, reviewed_at=None)
    if "review_status" in entry and unreviewed.exists():
        described["review_status"] = entry["review_status"]
    if known := Listing.objects.filter(slug=entry["slug"]).values_list("sign_in", flat=True).first():
        described["sign_in"] = {**entry.get("sign_in", {}), **known}
    Listing.objects.update_or_create(
        slug=entry["slug"],
        defaults=described,
        create_defaults={"review_status": Review.IN_REVIEW, **entry},
    )


def _load_demo(entry: dict[str, Any], servers_url: str, path: str) -> None:
    if not servers_url:
        Listing.objects.filter(slug=entry["slug"]).update(review_status=Review.DELISTED)
        return
    running = {**entry, "server_url": servers_url + path, "review_status": Review.LISTED}
    Listing.objects.update_or_create(
        slug=entry["slug"], defaults=running, create_defaults={**running, "reviewed_at": timezone.now()}
    )
