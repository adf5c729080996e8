"""Which modules hold the rules, and which tests should see a change in each.

The campaign finds out by itself which of the tests run a line; a file that is missing here shows as a survivor.
"""

ORG, CON, CHAT = "tests/organizations", "tests/connectors", "tests/conversations"
CALLS = tuple(f"{CHAT}/test_{each}_policy.py" for each in ("call", "place", "sending", "share"))
MEMBERS = (
    f"{ORG}/test_invitation_limits.py",
    f"{ORG}/test_roles.py",
    f"{ORG}/test_plans.py",
    f"{ORG}/test_invitations_api.py",
    f"{ORG}/test_members_api.py",
)

TARGETS: dict[str, tuple[str, ...]] = {
    "conversations/policy/rules.py": CALLS,
    "conversations/policy/resuming.py": (f"{CHAT}/test_resuming_policy.py",),
    "conversations/engine/turn/model_step.py": (f"{CHAT}/test_patience.py",),
    "conversations/events/picture.py": (f"{CHAT}/test_joining.py", f"{CHAT}/test_picture.py"),
    "connectors/accounts/step_up.py": (f"{CON}/test_step_up.py", f"{CON}/test_step_up_rules.py"),
    "connectors/api/actions.py": (f"{CON}/test_actions.py", f"{CON}/test_actions_api.py"),
    "connectors/policy/rules.py": (
        f"{CON}/test_policy.py",
        f"{CON}/test_actions.py",
        f"{CON}/test_names.py",
        *CALLS,
    ),
    "connectors/selectors.py": (
        f"{CON}/test_selectors.py",
        f"{CON}/test_offered_versions.py",
        f"{CON}/test_tool_reviews_api.py",
    ),
    "conversations/selectors.py": (f"{CHAT}/test_selectors.py",),
    "organizations/policy/members.py": (
        *MEMBERS,
        f"{ORG}/test_token_scopes.py",
        f"{ORG}/test_unverified_people.py",
    ),
    "connectors/policy/tool_levels.py": (
        f"{CON}/test_levels.py",
        f"{CON}/test_tool_effects.py",
        f"{CON}/test_policy.py",
        *CALLS,
    ),
    "organizations/selectors.py": (f"{ORG}/test_selectors.py",),
    "organizations/operators_login.py": (f"{ORG}/test_operators_login.py",),
    "organizations/tenancy.py": (
        f"{ORG}/test_tenancy.py",
        f"{ORG}/test_scopes.py",
        f"{ORG}/test_operators_login.py",
        f"{ORG}/test_ways_past_the_wall.py",
    ),
    "organizations/policy/organization.py": (
        f"{ORG}/test_project_policy.py",
        f"{ORG}/test_roles.py",
        f"{ORG}/test_plans.py",
        CALLS[1],
    ),
    "organizations/sealing.py": (f"{ORG}/test_sealing.py",),
    "conversations/sharing/links.py": (f"{CHAT}/test_opening_shares.py",),
    "conversations/sharing/provenance.py": (f"{CHAT}/test_marks.py",),
    "organizations/plans.py": (f"{ORG}/test_plans.py", f"{CON}/test_policy.py", *CALLS),
    "organizations/refusals.py": (
        f"{ORG}/test_decisions.py",
        f"{ORG}/test_plans.py",
        f"{CON}/test_policy.py",
        *CALLS,
    ),
    "organizations/signals.py": (f"{ORG}/test_decisions.py", f"{ORG}/test_project_policy.py"),
    "organizations/origin.py": (f"{ORG}/test_own_paths.py", f"{CON}/test_return_paths.py"),
    "connectors/accounts/callback.py": (f"{CON}/test_return_paths.py",),
}
