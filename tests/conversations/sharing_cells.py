"""The table of rules.md section 5, every cell of it, for the rule and for the database's trigger alike."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from conversations.models import Audience, ContentKind
from organizations.models import Organization
from organizations.plans import Plan
from tests.conversations.rows import PERSONAL, an_organization

NEVER = "connector_content_not_shareable"
# What the chat holds, whose plan it is, where the link leads: the answer, or (the condition, the answer without it).
TABLE: dict[tuple[str, str, str], str | tuple[str, str]] = {
    ("nothing", "personal", "public"): "yes",
    ("nothing", "personal", "organization"): "plan_not_eligible",  # PL7: there is no inside
    ("nothing", "shared", "public"): ("external_sharing", "external_sharing_forbidden"),  # PL6
    ("nothing", "shared", "organization"): "yes",
    ("tool", "personal", "public"): ("confirmed", "confirmation_required"),  # PL6a
    ("tool", "personal", "organization"): "plan_not_eligible",
    ("tool", "shared", "public"): NEVER,
    ("tool", "shared", "organization"): ("organization_shares", NEVER),
    ("more", "personal", "public"): NEVER,
    ("more", "personal", "organization"): NEVER,
    ("more", "shared", "public"): NEVER,
    ("more", "shared", "organization"): NEVER,
}


@dataclass(frozen=True)
class Cell:
    """One question to the rule, and its answer."""

    plan: str
    audience: str
    kinds: frozenset[str]
    external_sharing: bool
    organization_shares: bool
    confirmed: bool

    @property
    def expected(self) -> str:
        """yes, or the code."""
        holds = "nothing" if not self.kinds else "tool" if self.kinds == {"tool"} else "more"
        whose = "personal" if self.plan in PERSONAL else "shared"
        found = TABLE[holds, whose, self.audience]
        if isinstance(found, str):
            return found
        condition, otherwise = found
        return "yes" if getattr(self, condition) else otherwise

    @property
    def organization(self) -> Organization:
        """One with this plan and these settings, not stored."""
        return an_organization(
            self.plan, external_sharing=self.external_sharing, organization_shares=self.organization_shares
        )

    def __str__(self) -> str:
        switches = ("external_sharing", "organization_shares", "confirmed")
        on = [name for name in switches if getattr(self, name)]
        return " ".join([self.plan, self.audience, "+".join(sorted(self.kinds)) or "nothing", *on])


def _subsets(values: list[str]) -> Iterator[frozenset[str]]:
    for size in range(len(values) + 1):
        yield from map(frozenset, itertools.combinations(values, size))


SWITCH = (False, True)
CELLS = [
    Cell(*values)
    for values in itertools.product(Plan.values, Audience.values, _subsets(ContentKind.values), SWITCH, SWITCH, SWITCH)
]
