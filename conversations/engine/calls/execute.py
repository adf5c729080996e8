"""Run one planned call with the member's own token, and name how it ended."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from connectors.accounts.disconnect import note_late_challenge, note_wanted_scopes
from connectors.accounts.doubt import is_in_doubt, key_is_refused
from connectors.accounts.refresh import CredentialUnavailable, Token, current_access_token
from connectors.accounts.sign_in import named_by, renewal_helps, step_up
from connectors.mcp import (
    AccessRefused,
    AuthorizationRequired,
    ClientPool,
    Given,
    McpFailed,
    Negotiated,
    OnProgress,
    Target,
    ToolOutcome,
    ToolSchemas,
)
from connectors.models import Effect
from connectors.oauth import asks_to_sign_in
from connectors.servers.attachments import offering
from conversations.engine.calls.asking import ASKS_TOO_OFTEN, answer_or_wait, waits_for_answer
from conversations.engine.calls.attached import designs_for
from conversations.engine.calls.decide import CallPlan
from conversations.engine.calls.patience import patience_for
from conversations.engine.calls.result_blocks import Ending, for_model
from conversations.engine.calls.structured import kept_data
from conversations.engine.calls.waits import waiting_values
from conversations.engine.database import Database
from conversations.models import CallStatus, arguments_hash
from conversations.policy.asking import confirmation_in, confirmation_words, words_with_gaps
from organizations.refusals import Decision

WANTS_SIGN_IN = "The service wants a sign-in for this. Connect your account there, then try again."
RENEWED = "[Note: the sign-in was renewed after this. The call was not made again.]"
NOT_REPEATED = "This was not sent again: ask for it once more afterwards."


class Executor:
    """Calls tools through the process's pooled MCP clients."""

    def __init__(self, pool: ClientPool, database: Database) -> None:
        self._pool, self._database = pool, database

    async def execute(
        self,
        organization_id: uuid.UUID,
        plan: CallPlan,
        *,
        seconds: float,
        still_may: Callable[[], Awaitable[Decision]],
        on_progress: OnProgress | None = None,
    ) -> Ending:
        """Run the call. Raises nothing for failures of server or network; cancellation passes through.

        `seconds` are what is left of the turn (`patience_for`). `still_may` asks the rules anew before a second try.
        """
        if arguments_hash(plan.call.arguments) != plan.arguments_hash:
            words = "The arguments are not those that were approved. Ask again."
            return Ending(CallStatus.BLOCKED, {"error_code": "arguments_changed", "error_message": words})
        call = partial(self._rounds, organization_id, plan, seconds, still_may, on_progress)
        try:
            token = plan.token or await self._token(organization_id, plan)
            try:
                outcome = await call(token)
            except AccessRefused as refused:
                # Some servers ask for a sign-in, or another key, with 403 instead of 401.
                if not await _asks_who(plan, token, refused):
                    raise
                await self._renewed(organization_id, plan, token, AuthorizationRequired(refused.challenges, 401))
                raise
            except AuthorizationRequired as asked:
                if asked.status != 401 or (token.value and not renewal_helps(asked, plan.call.connection)):
                    raise
                # A 401 means that the tool did not run: renew once, then call once more, if the rules still allow it.
                token = await self._renewed(organization_id, plan, token, asked)
                if not (again := await still_may()).allowed:
                    return _not_now(plan, again)
                outcome = await call(token)
            if isinstance(outcome, ToolOutcome) and is_in_doubt(outcome, plan.call.connection):
                outcome = await self._after_doubt(organization_id, plan, token, outcome, call, still_may)
        except CredentialUnavailable as error:
            return _waiting(plan, error.code, error.person_message) or _failed(error.code, error.person_message)
        except McpFailed as error:
            return await self._refused(organization_id, plan, error)
        await self._note_use(organization_id, plan)
        return outcome if isinstance(outcome, Ending) else await _of_outcome(plan, outcome)

    async def _rounds(
        self,
        organization_id: uuid.UUID,
        plan: CallPlan,
        seconds: float,
        still_may: Callable[[], Awaitable[Decision]],
        on_progress: OnProgress | None,
        token: Token,
    ) -> ToolOutcome | Ending:
        """Call, and call again with what answers the server's questions without a person, until it ends or waits."""
        wanted = plan.asked
        given = wanted.for_server if wanted else None
        while True:
            outcome = await self._call(organization_id, plan, token, seconds, on_progress, given)
            await self._note_confirmation(organization_id, plan, outcome, is_first=wanted is None)
            if outcome.asked is None:
                return outcome
            found = answer_or_wait(plan.call, wanted, outcome.asked)
            if found is None:
                return _failed("asks_too_often", ASKS_TOO_OFTEN)
            wanted, given = found
            if given is None:
                return waits_for_answer(wanted)
            if not (again := await still_may()).allowed:
                return _not_now(plan, again)

    async def _note_confirmation(
        self, organization_id: uuid.UUID, plan: CallPlan, outcome: ToolOutcome, *, is_first: bool
    ) -> None:
        """Remember whether the server asked “Are you sure?” before this tool ran, for the next approval's card."""
        if not is_first or plan.call.connection is None:
            return
        question = confirmation_in(list(outcome.asked.questions)) if outcome.asked else None
        words = words_with_gaps(confirmation_words(question), plan.call.arguments) if question else None
        if plan.call.connection.confirmations.get(plan.call.tool) != words:
            note = partial(plan.call.connection.note_confirmation, plan.call.tool, words)
            await self._database.run(organization_id, note)

    async def _after_doubt(
        self,
        organization_id: uuid.UUID,
        plan: CallPlan,
        token: Token,
        outcome: ToolOutcome,
        call: Callable[[Token], Awaitable[ToolOutcome | Ending]],
        still_may: Callable[[], Awaitable[Decision]],
    ) -> ToolOutcome | Ending:
        """A tool failed with a 401: with a new token a read is made once more, and a write never by itself.

        Raises CredentialUnavailable for a read whose sign-in is over: it waits for another one.
        """
        is_read = plan.call.effect == Effect.READ
        try:
            token = await self._token(organization_id, plan, rejected=token.version)
        except CredentialUnavailable as error:
            if error.transient:
                return outcome
            if is_read:
                raise
            # Of what it did before the 401 nothing is known.
            return _failed(error.code, f"{error.person_message} {NOT_REPEATED}")
        if not is_read:
            return replace(outcome, blocks=(*outcome.blocks, {"type": "text", "text": RENEWED}))
        again = await still_may()
        return await call(token) if again.allowed else _not_now(plan, again)

    async def _refused(self, organization_id: uuid.UUID, plan: CallPlan, error: McpFailed) -> Ending:
        more = step_up(error, plan.call.connection.scopes if plan.call.connection else [])
        if wanted := named_by(error):
            note = partial(note_wanted_scopes, plan.connection_id, wanted, for_more=more is not None)
            await self._database.run(organization_id, note)
        if more:
            words = f"{more.person_message} The rest works as before."
            waiting = _waiting(plan, more.code, words, more.missing) if more.missing else None
            return waiting or _failed(more.code, words)
        if isinstance(error, AuthorizationRequired) and error.status == 401:
            await self._note_challenge(organization_id, plan, error)
        return _of_failure(plan, error)

    async def _note_use(self, organization_id: uuid.UUID, plan: CallPlan) -> None:
        """Note the use of the account, once a minute at most."""
        used = plan.call.connection
        if used is not None and not used.use_is_noted:
            await self._database.run(organization_id, used.note_use, durable=False)

    async def _token(self, organization_id: uuid.UUID, plan: CallPlan, rejected: int | None = None) -> Token:
        return await current_access_token(
            organization_id, plan.connection_id, run_in_db=self._database.in_thread, rejected_version=rejected
        )

    async def _renewed(
        self, organization_id: uuid.UUID, plan: CallPlan, token: Token, asked: AuthorizationRequired
    ) -> Token:
        try:
            return await self._token(organization_id, plan, rejected=token.version)
        except CredentialUnavailable as error:
            if error.code != "connection_needs_reauth":
                raise
            # So that Connect starts a sign-in, also when the server wants one only for calls.
            await self._note_challenge(organization_id, plan, asked)
            if token.credential:
                raise
            raise CredentialUnavailable(error.code, WANTS_SIGN_IN) from error

    async def _note_challenge(self, organization_id: uuid.UUID, plan: CallPlan, asked: AuthorizationRequired) -> None:
        note = partial(note_late_challenge, plan.connection_id, asked.challenges)
        await self._database.run(organization_id, note)

    async def _call(
        self,
        organization_id: uuid.UUID,
        plan: CallPlan,
        token: Token,
        seconds: float,
        on_progress: OnProgress | None,
        given: Given | None,
    ) -> ToolOutcome:
        patience = patience_for(plan.call.effect, plan.tool_seconds, seconds)
        target = Target(
            key=str(plan.connection_id),
            server=plan.server,
            credential=token.credential,
            stored=Negotiated.from_json(plan.negotiated) if plan.negotiated else None,
        )
        schemas = ToolSchemas(plan.input_schema, plan.output_schema)
        designs = designs_for(self._database, organization_id, plan.call) if plan.server.builtin else None
        with offering(designs):
            return await self._pool.call_tool(
                target,
                plan.call.tool,
                plan.call.arguments,
                schemas=schemas,
                deadline_seconds=patience.total,
                silence_seconds=patience.silence,
                on_progress=on_progress,
                given=given,
            )


async def _asks_who(plan: CallPlan, token: Token, refused: AccessRefused) -> bool:
    """Whether a 403 is about who asks, not about what was asked for."""
    if token.is_key:
        return await key_is_refused(plan.server, token.credential)
    return token.credential is None and asks_to_sign_in(refused.challenges)


async def _of_outcome(plan: CallPlan, outcome: ToolOutcome) -> Ending:
    blocks, truncated = await for_model(outcome)
    data = kept_data(outcome, builtin=bool(plan.server.builtin))
    values = {"result": blocks, "result_bytes": outcome.bytes, "truncated": truncated, **data}
    if outcome.status == "failed":
        first = next((block["text"] for block in blocks if block["type"] == "text"), "The tool failed.")
        values |= {"error_code": "tool_failed", "error_message": first[:500]}
        return Ending(CallStatus.FAILED, values, has_content=True)
    return Ending(CallStatus.SUCCEEDED, values, has_content=True)


def _of_failure(plan: CallPlan, error: McpFailed) -> Ending:
    if error.may_have_run and plan.call.effect != Effect.READ:
        words = f"{error.person_message} It is not known whether it happened."
        return Ending(CallStatus.UNKNOWN, {"error_code": error.code, "error_message": words[:500]})
    if isinstance(error, AuthorizationRequired) and error.status != 401:
        return _failed("access_refused", "The service does not allow this account to do that.")
    if isinstance(error, AuthorizationRequired):
        code, words = "connection_needs_reauth", "Sign in to this connector again, then retry."
        ending = _waiting(plan, code, words) or _failed(code, words)
        return replace(ending, needs_sign_in=True)
    return _failed(error.code, error.person_message)


def _waiting(plan: CallPlan, code: str, words: str, scopes: Sequence[str] = ()) -> Ending | None:
    """The call keeps its place until its member has signed in; None where that would not help, or was asked before.

    Nothing ran: the service refused the request for want of a sign-in, or it never left.
    """
    values = waiting_values(plan.call, code, words, plan.call.connection, scopes)
    return Ending(CallStatus.AWAITING_CONNECTION, values) if values else None


def _not_now(plan: CallPlan, why: Decision) -> Ending:
    """The rules have changed while the call was under way: it is not sent once more."""
    values = {"error_code": why.code, "error_message": why.reason[:500]}
    return _waiting(plan, why.code, why.reason) or Ending(CallStatus.BLOCKED, values)


def _failed(code: str, message: str) -> Ending:
    return Ending(CallStatus.FAILED, {"error_code": code, "error_message": message[:500]})
