"""Who may see, enable, add and connect what (rules.md sections 1 to 3): pure functions of loaded rows."""

from collections.abc import Iterable, Sequence

from connectors.models import NEEDS_ATTENTION, Connection, Connector, Effect, Listing, Review
from connectors.policy.names import look_alike, mixes_scripts
from connectors.policy.setup import setup_refusal, subject_of
from connectors.policy.tool_levels import LevelDecision, level_for, strictest
from organizations.models import Membership, Organization
from organizations.refusals import ALLOWED, Decision, refuse

__all__ = [
    "LevelDecision",
    "availability",
    "level_for",
    "may_add_custom",
    "may_be_named",
    "may_change",
    "may_connect",
    "may_enable",
    "may_mark_effect",
    "may_refresh",
    "may_see_listing",
    "may_set_organization_policy",
    "may_use",
    "may_use_listing",
    "strictest",
]


def may_see_listing(listing: Listing) -> Decision:
    """Only reviewed and listed entries are in the directory."""
    if listing.is_listed:
        return ALLOWED
    return refuse("not_listed", f"{listing.name} is not in the directory.", listing)


def may_use_listing(listing: Listing, organization: Organization) -> Decision:
    """tools-T1: listed, and eligible by plan (PL4, PL5) and region."""
    if not listing.is_listed:
        words = "was taken out of" if listing.review_status == Review.DELISTED else "is not in"
        return refuse("listing_withdrawn", f"{listing.name} {words} the directory.", listing)
    if listing.plans and organization.plan not in listing.plans:
        return refuse("plan_not_eligible", f"{listing.name} is not available on your plan.", listing)
    if listing.sensitivity == "health":
        if not organization.limits.health:
            return refuse("plan_not_eligible", "Health records are available on the plans Pro and Max only.", listing)
        if organization.country != "US":
            return refuse("region_not_eligible", "Health records are available in the United States only.", listing)
    if listing.regions and organization.country not in listing.regions:
        return refuse("region_not_eligible", f"{listing.name} is not available in your country.", listing)
    return ALLOWED


def may_enable(listing: Listing, membership: Membership, *, mobile: bool = False) -> Decision:
    """PL2, PL11: an owner enables; on a personal plan that is the person, whose Connect enables too."""
    offered = may_use_listing(listing, membership.organization)
    if not offered.allowed:
        return offered
    if not membership.is_owner:
        return refuse("owner_required", f"Only an owner can enable {listing.name}. Ask one of them.", membership)
    return _may_add_here(mobile)


def may_change(connector: Connector, membership: Membership) -> Decision:
    """Owners disable and rename a connector, and change its client id."""
    if not membership.is_owner:
        return refuse("owner_required", f"Only an owner can change {connector.name}.", membership)
    return ALLOWED


def may_add_custom(membership: Membership, *, custom_count: int, mobile: bool = False) -> Decision:
    """PL3, PL11; `custom_count` is how many custom connectors the organization has enabled."""
    if not membership.is_owner:
        return refuse("owner_required", "Only an owner can add a custom connector. Ask one of them.", membership)
    limit = membership.organization.limits.custom_connectors
    if limit is not None and custom_count >= limit:
        return refuse(
            "custom_connector_limit",
            "Your plan has room for one custom connector. Remove the other one first.",
            membership.organization,
        )
    return _may_add_here(mobile)


def may_be_named(name: str, *, listings: Iterable[str], connectors: Iterable[str]) -> Decision:
    """A connector's name must not be, begin with or look like that of a listing or of another connector."""
    words = "Choose another name, such as one that begins with your organization's."
    if other := look_alike(name, listings):
        return refuse(
            "name_taken_by_listing", f"This reads like “{other}”, which is kept for the directory's entry. {words}"
        )
    if other := look_alike(name, connectors):
        return refuse("name_taken", f"This reads like “{other}”, which is another connector here. {words}")
    if mixes_scripts(name):
        return refuse(
            "name_mixes_scripts", "This name mixes letters of several scripts. Write each word in one of them."
        )
    return ALLOWED


def may_be_enabled_as(name: str, *, custom: Iterable[str]) -> Decision:
    """A listing cannot be enabled while a custom connector has its name."""
    if other := look_alike(name, custom):
        reason = f"“{other}” is the name of a custom connector here, and people could not tell them apart. Rename it."
        return refuse("name_taken", reason)
    return ALLOWED


def may_mark_effect(connector: Connector, membership: Membership, *, effect: str | None, hinted: str) -> Decision:
    """An owner says what a custom connector's tool does; of a listing's tools the review says it.

    `hinted` is the effect without a mark: a tool that calls itself destructive stays so.
    """
    if not connector.is_custom:
        return refuse("effect_is_curated", f"The review of {connector.name} says what its tools do.", connector)
    if not membership.is_owner:
        return refuse("owner_required", f"Only an owner can say what the tools of {connector.name} do.", membership)
    if hinted == Effect.DESTRUCTIVE and effect not in (None, Effect.DESTRUCTIVE):
        return refuse("effect_contradicts_server", "The server itself calls this tool destructive.", connector)
    return ALLOWED


def may_use(connector: Connector, organization: Organization) -> Decision:
    """tools-T1 and T2 for a connector that the organization has, and PL3 for one from before a downgrade."""
    if connector.listing and not (offered := may_use_listing(connector.listing, organization)).allowed:
        return offered
    if not connector.is_enabled:
        return refuse("connector_not_enabled", f"{connector.name} is not enabled here.", connector)
    if connector.is_beyond_plan:
        reason = f"Your plan has room for one custom connector, and {connector.name} is one more. Remove the other one."
        return refuse("custom_connector_limit", reason, connector)
    return ALLOWED


def may_connect(connector: Connector, membership: Membership, *, mobile: bool = False) -> Decision:
    """PL2, PL11: after an owner enabled it, every member connects an account of their own."""
    usable = may_use(connector, membership.organization)
    if usable.allowed:
        usable = setup_refusal(connector, membership)
    return _may_add_here(mobile) if usable.allowed else usable


def may_refresh(connector: Connector, organization: Organization, mine: Sequence[Connection]) -> Decision:
    """Whether the member may ask the server for its tools: only with an account of their own (credentials-C1)."""
    usable = may_use(connector, organization)
    if not usable.allowed:
        return usable
    if any(one.is_usable for one in mine):
        return ALLOWED
    if any(one.status in NEEDS_ATTENTION for one in mine):
        return refuse("connection_needs_reauth", f"Sign in to {connector.name} again first.", connector)
    return refuse("connection_required", f"Connect your own {connector.name} account first.", connector)


def availability(listing: Listing, membership: Membership, connector: Connector | None) -> Decision:
    """Whether this member could connect now, with the words for a directory card."""
    offered = may_use_listing(listing, membership.organization)
    if offered.allowed and not (ready := setup_refusal(subject_of(listing, connector), membership)).allowed:
        return ready
    enabled = connector is not None and connector.is_enabled
    if not offered.allowed or enabled or membership.organization.is_personal:
        return offered
    if membership.is_owner:
        return refuse("connector_not_enabled", f"Enable {listing.name} first, then members can connect.", listing)
    return refuse("connector_not_enabled", f"An owner has to enable {listing.name} first.", listing)


def may_set_organization_policy(membership: Membership) -> Decision:
    """PL9: a ceiling for everyone exists on team and enterprise, and an owner sets it."""
    if not membership.organization.limits.organization_policies:
        return refuse("plan_not_eligible", "On a personal plan your own settings decide.", membership.organization)
    if not membership.is_owner:
        return refuse("owner_required", "Only an owner can set what the organization allows.", membership)
    return ALLOWED


def _may_add_here(mobile: bool) -> Decision:
    if mobile:
        return refuse(
            "mobile_cannot_add_connectors",
            "Add connectors in a browser on a computer; here you can use them.",
        )
    return ALLOWED
