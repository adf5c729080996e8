"""Who may read a link to a conversation (rules.md section 5). Pure."""

from collections.abc import Collection

from conversations.models import Audience
from organizations.models import Organization
from organizations.refusals import ALLOWED, Decision, refuse


def may_share(organization: Organization, audience: str, kinds: Collection[str], confirmed: bool) -> Decision:
    """Section 5's table. `kinds`: what the conversation holds; `confirmed`: its author accepted the warning."""
    inside = f"It holds content from connectors, and that stays inside {organization.name}."
    if "health" in kinds or "synced" in kinds:
        return refuse("connector_content_not_shareable", "It holds content that never leaves your own account.")
    if audience == Audience.ORGANIZATION:
        return _may_share_inside(organization, kinds)
    if kinds and not organization.is_personal:
        return refuse("connector_content_not_shareable", f"This chat can't be shared outside. {inside}")
    if kinds and not confirmed:
        return refuse(
            "confirmation_required",
            "This chat holds content from connectors. The link shows your words and the answers, which may repeat"
            " that content; tool results are left out. Confirm to go on.",
        )
    if not organization.is_personal and not organization.external_sharing:
        return refuse("external_sharing_forbidden", f"An owner of {organization.name} has not allowed public links.")
    return ALLOWED


def _may_share_inside(organization: Organization, kinds: Collection[str]) -> Decision:
    if organization.is_personal:
        return refuse("plan_not_eligible", "There is nobody else in your own space to share with.")
    if kinds and not organization.organization_shares:
        reason = f"An owner of {organization.name} keeps chats with connector content unshared."
        return refuse("connector_content_not_shareable", reason)
    return ALLOWED
