"""Refusals and failures by the product's rules; config/api/errors.py turns each into one problem+json answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Never, Self, TypedDict

# What a rule answers: allowed or not, with a stable code, plain words and the row that decided.


class DecisionShape(TypedDict):
    """Allowed or not, with a stable code and plain words when not."""

    allowed: bool
    code: Annotated[str, "Stable; empty when allowed."]
    reason: Annotated[str, "In plain words; empty when allowed."]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a `may_…` function. `code` and `reason` are empty when allowed.

    It has no truth value, because "no" must not look like "nothing": ask `.allowed`. mypy refuses a truth test
    (truthy-bool), and so does the running program.
    """

    allowed: bool
    code: str = ""
    reason: str = ""
    deciding_row: Any = None

    if not TYPE_CHECKING:  # mypy only warns of truth tests on what has no __bool__

        def __bool__(self) -> Never:
            raise TypeError("a Decision has no truth value: ask .allowed")

    def as_json(self) -> DecisionShape:
        """The shape that the API gives to clients."""
        return {"allowed": self.allowed, "code": self.code, "reason": self.reason}


ALLOWED = Decision(True)


def refuse(code: str, reason: str, deciding_row: Any = None) -> Decision:
    """A refusal with its code and words."""
    return Decision(False, code, reason, deciding_row)


def first_refusal(*decisions: Decision) -> Decision:
    """The first of the decisions that refuses, else ALLOWED."""
    return next((decision for decision in decisions if not decision.allowed), ALLOWED)


class DomainError(Exception):
    """A refusal or failure that a person can act on.

    `code` is stable for clients, `detail` says in plain words what to do, `status` is the HTTP status, `audit`
    an optional (action, subject type, subject id, data) written after the refused work was rolled back.
    """

    status = 400
    title = "This did not work"

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        audit: "AuditNote | None" = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status or self.status
        self.audit = audit
        self.extra = dict(extra or {})


class AuditNote:
    """An audit event that must be kept although the transaction around the refusal is not."""

    def __init__(self, action: str, subject: Any, **data: Any) -> None:
        self.action = action
        self.subject = subject
        self.data = data


class Refused(DomainError):
    """A rule says no (403); made from the rule's own Decision."""

    status = 403
    title = "Not allowed"

    @classmethod
    def by(cls, decision: Decision, audit: AuditNote | None = None, **extra: Any) -> Self:
        """The refusal that carries a decision's code and words."""
        return cls(decision.code, decision.reason, audit=audit, extra=extra)


class TooMany(Refused):
    """A rule allows no more of something for a while (429)."""

    status = 429
    title = "Too many requests"


def insist(decision: Decision, audit: AuditNote | None = None) -> None:
    """Raises Refused, with the audit event, when the rule says no."""
    if not decision.allowed:
        raise Refused.by(decision, audit)


class Conflict(DomainError):
    """The row is in another state than the request assumes (409)."""

    status = 409
    title = "The state has changed"


class Invalid(DomainError):
    """A value that cannot be accepted (400), with its field."""

    title = "Something in the request is not right"

    def __init__(self, field: str, detail: str, code: str = "invalid") -> None:
        super().__init__(code, detail, extra={"errors": [{"field": field, "message": detail, "code": code}]})


class UnknownFields(DomainError):
    """The request names unknown fields (422): ignoring them could do something else than was meant."""

    status = 422
    title = "Something in the request is not known"

    def __init__(self, names: list[str]) -> None:
        detail = f"Not known here: {', '.join(names)[:500]}. Leave it out, or correct its spelling."
        errors = [{"field": name, "message": "Not known here.", "code": "unknown_field"} for name in names]
        super().__init__("unknown_field", detail, extra={"errors": errors})


class Missing(DomainError):
    """Nothing that this person may see (404): the same for other people's and for missing rows (credentials-C6)."""

    status = 404
    title = "Not found"

    def __init__(self) -> None:
        super().__init__("not_found", "There is nothing here, or you have no access to it.")
