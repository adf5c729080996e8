"""The live check of what was entered for a service: one step after the other, each with what to do. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from connectors.accounts.sign_in import look
from connectors.mcp import AuthorizationRequired, InsufficientScope, ServerAddress
from connectors.network import EgressRefused, GuardedClient, check_url, guarded_client
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    IssuerChanged,
    OAuthFailed,
    RegisteredClient,
    answers,
    discover,
    known_server,
    knows_client,
    register,
    smart_server,
)
from connectors.outbound import OutsideFailed, egress_policy

StepName = Literal["values", "address", "server", "sign_in", "client"]
StepResult = Literal["passed", "failed", "unknown", "not_needed", "not_reached"]
STEPS: tuple[StepName, ...] = ("values", "address", "server", "sign_in", "client")


@dataclass(frozen=True, slots=True)
class Step:
    """How one step ended, and what to do about it where it failed."""

    name: StepName
    result: StepResult
    words: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """All that the check needs to know from the database.

    `server` is, of a server of ours, where the service's API is; `known_sign_in` what the listing says of the sign-in
    server. `signs_in` is false where members enter keys, or nothing.
    """

    name: str
    server: ServerAddress
    missing: Sequence[str]
    identity: ClientIdentity
    entered: RegisteredClient | None = field(repr=False)
    signs_in: bool = True
    known_sign_in: Mapping[str, Any] = field(default_factory=dict)
    pkce_undeclared: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """The steps so far; `server` and `client` wait for the last one."""

    steps: tuple[Step, ...]
    server: AuthorizationServer | None = None
    client: RegisteredClient | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """Nothing failed, and nothing was left out for a failure; what could not be told does not count against it."""
        return all(step.result in ("passed", "unknown", "not_needed") for step in self.steps)

    def and_then(self, *steps: Step) -> "Findings":
        """These with more steps."""
        return Findings((*self.steps, *steps), self.server, self.client)

    def completed(self) -> "Findings":
        """With the steps that were not reached."""
        done = {step.name for step in self.steps}
        return self.and_then(*(Step(name, "not_reached") for name in STEPS if name not in done))


async def examine(subject: Subject) -> Findings:
    """All steps but the last: from what was entered to the sign-in server that answers. Raises nothing from outside."""
    steps = []
    for check in (_values, _address):
        steps.append(check(subject))
        if steps[-1].result == "failed":
            return Findings(tuple(steps))
    server, challenges = await _server(subject)
    findings = Findings((*steps, server))
    if server.result == "failed":
        return findings
    if not subject.signs_in:
        words = "Nothing to check: members enter keys of their own, or need none."
        return findings.and_then(Step("sign_in", "not_needed", words), Step("client", "not_needed"))
    return await _sign_in(subject, findings, challenges)


async def try_client(server: AuthorizationServer, client: RegisteredClient) -> Step:
    """The last step: whether the sign-in server takes client id and secret."""
    announced = server.token_auth_methods
    if client.client_secret is None and announced and "none" not in announced:
        words = "The sign-in server takes a client id only with its secret."
        return Step("client", "failed", words, "Enter the client secret too.")
    try:
        async with guarded_client(egress_policy()) as http:
            known = await knows_client(http, server, client)
    except OutsideFailed as error:
        return Step("client", "failed", error.person_message, "Try again later.")
    if known:
        return Step("client", "passed", "The sign-in server takes client id and secret.")
    if known is None:
        words = "The sign-in server did not say whether it takes client id and secret."
        return Step("client", "unknown", words, "Connect an account of your own to make sure.")
    words = "The sign-in server does not take this client id with this secret."
    return Step("client", "failed", words, "Copy both once more from the service, without blanks.")


def moved(words: str) -> Step:
    """The client id is for another sign-in server than the one that was found."""
    return Step("client", "failed", words, "If the service has moved, confirm that next to the client id.")


def _values(subject: Subject) -> Step:
    if subject.missing:
        names = ", ".join(subject.missing)
        return Step("values", "failed", f"Still to enter: {names}.", "Enter it above and save.")
    return Step("values", "passed", "Everything is entered.")


def _address(subject: Subject) -> Step:
    todo = "Look at the values above, or ask the operator about the address."
    if not subject.server.url:
        return Step("address", "failed", "There is no address for this service yet.", todo)
    try:
        check_url(egress_policy(), subject.server.url)
    except EgressRefused as refused:
        return Step("address", "failed", refused.person_message, todo)
    return Step("address", "passed", "The address is valid.")


async def _server(subject: Subject) -> tuple[Step, Sequence[str]]:
    """Whether the service answers, and the challenges with which it asks for a sign-in."""
    challenges: Sequence[str] = ()
    try:
        if subject.server.builtin:
            async with guarded_client(egress_policy()) as http:
                await answers(http, subject.server.url)
        else:
            await look(subject.server)
    except (AuthorizationRequired, InsufficientScope) as asked:
        challenges = asked.challenges
    except OutsideFailed as error:
        return Step("server", "failed", error.person_message, "Look at the address."), ()
    return Step("server", "passed", "The service answers."), challenges


async def _sign_in(subject: Subject, findings: Findings, challenges: Sequence[str]) -> Findings:
    todo = "Look at the values above, or ask the service how one signs in there."
    try:
        async with guarded_client(egress_policy()) as http:
            server = await _sign_in_server(http, subject, challenges)
            found = findings.and_then(Step("sign_in", "passed", "The sign-in server answers."))
            if subject.entered is None:
                return found.and_then(Step("client", "not_needed", "Switchboard registers itself there."))
            client = await register(http, server, subject.identity, preregistered=subject.entered)
    except IssuerChanged as error:
        words = f"The client id was entered for {error.bound}, and the sign-in is at {error.found} now."
        return findings.and_then(Step("sign_in", "passed", "The sign-in server answers."), moved(words))
    except OAuthFailed as error:
        return findings.and_then(Step("sign_in", "failed", error.person_message, todo))
    return Findings(found.steps, server, client)


async def _sign_in_server(http: GuardedClient, subject: Subject, challenges: Sequence[str]) -> AuthorizationServer:
    if subject.known_sign_in.get("discovery") == "smart":
        return await smart_server(http, subject.server.url)
    if subject.known_sign_in:
        server = known_server(subject.known_sign_in)
        await answers(http, server.token_endpoint)
        return server
    pkce = not subject.pkce_undeclared
    return await discover(http, subject.server.url, challenges=challenges, require_declared_pkce=pkce)
