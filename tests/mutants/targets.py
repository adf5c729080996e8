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
    "conversations/policy.py": CALLS,
    "conversations/resuming.py": (f"{CHAT}/test_resuming_policy.py",),
    "conversations/engine/patience.py": (f"{CHAT}/test_patience.py",),
    "conversations/joining.py": (f"{CHAT}/test_joining.py", f"{CHAT}/test_picture.py"),
    "connectors/step_up.py": (f"{CON}/test_step_up.py", f"{CON}/test_step_up_rules.py"),
    "connectors/actions.py": (f"{CON}/test_actions.py", f"{CON}/test_actions_api.py"),
    "connectors/policy.py": (f"{CON}/test_policy.py", f"{CON}/test_actions.py", f"{CON}/test_names.py", *CALLS),
    "connectors/selectors.py": (
        f"{CON}/test_selectors.py",
        f"{CON}/test_offered_versions.py",
        f"{CON}/test_tool_reviews_api.py",
    ),
    "conversations/selectors.py": (f"{CHAT}/test_selectors.py",),
    "organizations/policy/members.py": MEMBERS,
    "connectors/levels.py": (
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
    "organizations/policy/people.py": (f"{ORG}/test_token_scopes.py", f"{ORG}/test_unverified_people.py"),
    "organizations/policy/projects.py": (
        f"{ORG}/test_project_policy.py",
        f"{ORG}/test_roles.py",
        f"{ORG}/test_plans.py",
    ),
    "organizations/sealing.py": (f"{ORG}/test_sealing.py",),
    "conversations/sharing.py": (f"{CHAT}/test_opening_shares.py",),
    "conversations/marks.py": (f"{CHAT}/test_marks.py",),
    "organizations/policy/organization.py": (f"{ORG}/test_roles.py", f"{ORG}/test_plans.py"),
    "organizations/plans.py": (f"{ORG}/test_plans.py", f"{CON}/test_policy.py", *CALLS),
    "organizations/roles.py": (f"{ORG}/test_roles.py",),
    "organizations/policy/connectors.py": (f"{ORG}/test_plans.py", CALLS[1]),
    "organizations/decisions.py": (f"{ORG}/test_decisions.py", f"{ORG}/test_plans.py", f"{CON}/test_policy.py", *CALLS),
    "organizations/registries.py": (f"{ORG}/test_decisions.py", f"{ORG}/test_project_policy.py"),
    "organizations/own_paths.py": (f"{ORG}/test_own_paths.py", f"{CON}/test_return_paths.py"),
    "connectors/return_paths.py": (f"{CON}/test_return_paths.py",),
}
