"""Which code holds the rules, and which tests should see a change in it.

The campaign finds out by itself which of the tests run a line; a test file that is missing here shows as a survivor.
"""

from typing import NamedTuple


class Target(NamedTuple):
    """The tests of a module. `names` are the functions, classes and constants at its top that hold rules.

    Without names the whole module is changed.
    """

    tests: tuple[str, ...]
    names: tuple[str, ...] = ()


ORG, CON, CHAT = "tests/organizations", "tests/connectors", "tests/conversations"
CALLS = tuple(f"{CHAT}/test_{each}_policy.py" for each in ("call", "health", "place", "sending", "share"))
SIGN_IN = ("step_up", "step_up_rules", "late_sign_in", "undeclared_pkce", "registering_again", "callback")
MEMBERS = (
    f"{ORG}/test_invitation_limits.py",
    f"{ORG}/test_roles.py",
    f"{ORG}/test_plans.py",
    f"{ORG}/test_invitations_api.py",
    f"{ORG}/test_members_api.py",
)

TARGETS: dict[str, Target] = {
    **{f"conversations/policy/{each}.py": Target(CALLS) for each in ("calls", "place", "sharing")},
    "conversations/policy/resuming.py": Target((f"{CHAT}/test_resuming_policy.py",)),
    "conversations/policy/waiting.py": Target((f"{CHAT}/test_waiting_policy.py",)),
    "conversations/policy/asking.py": Target((f"{CHAT}/test_asking_policy.py",)),
    "connectors/policy/setup.py": Target((f"{CON}/test_setup_rules.py", f"{CON}/test_setting_up.py")),
    "connectors/policy/headers.py": Target((f"{CON}/test_header_rules.py", f"{CON}/test_keys.py")),
    "connectors/policy/consent.py": Target((f"{CON}/test_consent_policy.py",)),
    "conversations/engine/turn/model_step.py": Target(
        (f"{CHAT}/test_patience.py",),
        (
            "BROKEN_RETRIES",
            "RETRY_SECONDS",
            "SILENT_RETRIES",
            "FIRST_BUSY_SECONDS",
            "LONGEST_BUSY_SECONDS",
            "BUSY_SECONDS",
            "BUSY_SECONDS_AFTER_TOOLS",
            "seconds_before_retry",
            "_busy_pause",
        ),
    ),
    "conversations/events/picture.py": Target(
        (f"{CHAT}/test_joining.py", f"{CHAT}/test_picture.py"),
        (
            "goes_on",
            "with_words",
            "with_live_words",
            "with_notes",
        ),
    ),
    "connectors/accounts/doubt.py": Target(
        (f"{CON}/test_doubt.py", f"{CHAT}/test_doubted_sign_in.py", f"{CHAT}/test_refused_keys.py")
    ),
    "connectors/accounts/sign_in.py": Target(tuple(f"{CON}/test_{each}.py" for each in SIGN_IN)),
    "connectors/api/actions.py": Target((f"{CON}/test_actions.py", f"{CON}/test_actions_api.py")),
    "connectors/policy/rules.py": Target(
        (
            f"{CON}/test_policy.py",
            f"{CON}/test_actions.py",
            f"{CON}/test_names.py",
            *CALLS,
        )
    ),
    "connectors/policy/requests.py": Target((f"{CON}/test_request_policy.py", f"{CON}/test_actions.py")),
    "connectors/selectors.py": Target(
        (
            f"{CON}/test_selectors.py",
            f"{CON}/test_offered_versions.py",
            f"{CON}/test_tool_reviews_api.py",
            f"{CON}/test_request_selectors.py",
            f"{CON}/test_requests_api.py",
        )
    ),
    "conversations/selectors.py": Target((f"{CHAT}/test_selectors.py", f"{CHAT}/test_deleted_meanwhile.py")),
    "organizations/policy/members.py": Target(
        (
            *MEMBERS,
            f"{ORG}/test_token_scopes.py",
            f"{ORG}/test_unverified_people.py",
        )
    ),
    "connectors/policy/tool_levels.py": Target(
        (
            f"{CON}/test_levels.py",
            f"{CON}/test_tool_effects.py",
            f"{CON}/test_policy.py",
            *CALLS,
        )
    ),
    "organizations/selectors.py": Target(
        (f"{ORG}/test_selectors.py", f"{ORG}/test_entering.py"),
        (
            "entered",
            "memberships_of",
            "ownerships_of",
            "organizations_of",
            "tokens_of",
            "invitation_for",
            "member_count",
            "members_visible_to",
            "invitations_visible_to",
            "invitations_sent_today",
            "projects_visible_to",
            "project_members",
            "audit_events_visible_to",
            "_pending",
            "_counted",
        ),
    ),
    "organizations/operators_login.py": Target((f"{ORG}/test_operators_login.py", f"{ORG}/test_grants.py")),
    "organizations/tenancy.py": Target(
        (
            f"{ORG}/test_tenancy.py",
            f"{ORG}/test_scopes.py",
            f"{ORG}/test_operators_login.py",
            f"{ORG}/test_ways_past_the_wall.py",
        )
    ),
    "organizations/policy/organization.py": Target(
        (
            f"{ORG}/test_project_policy.py",
            f"{ORG}/test_roles.py",
            f"{ORG}/test_plans.py",
            CALLS[1],
        )
    ),
    "organizations/sealing.py": Target(
        (f"{ORG}/test_sealing.py",),
        (
            "NONCE_BYTES",
            "SecretUnreadable",
            "SealedTextField",
            "seal",
            "open_secret",
            "_scope",
            "_bound_to",
            "_master_keys",
            "_cipher",
        ),
    ),
    "conversations/sharing.py": Target(
        (f"{CHAT}/test_opening_shares.py", f"{CHAT}/test_marks.py"),
        (
            "open_share",
            "_is_alive",
            "_membership",
            "mark_of",
            "_set",
            "mark_provenance",
        ),
    ),
    "organizations/plans.py": Target((f"{ORG}/test_plans.py", f"{CON}/test_policy.py", *CALLS)),
    "organizations/refusals.py": Target(
        (
            f"{ORG}/test_decisions.py",
            f"{ORG}/test_plans.py",
            f"{CON}/test_policy.py",
            *CALLS,
        ),
        (
            "Decision",
            "ALLOWED",
            "refuse",
            "first_refusal",
        ),
    ),
    "organizations/signals.py": Target((f"{ORG}/test_decisions.py", f"{ORG}/test_project_policy.py")),
    "organizations/audit.py": Target(
        (f"{ORG}/test_own_paths.py", f"{CON}/test_return_paths.py"),
        (
            "LONGEST",
            "_SHAPE",
            "_FOLDS",
            "is_own_path",
            "own_path",
        ),
    ),
    "connectors/accounts/callback.py": Target(
        (f"{CON}/test_return_paths.py",),
        (
            "PATH_CHARACTERS",
            "with_query",
        ),
    ),
}
