"""Who asks, and where: views of one person, and views below /organizations/{org}, which answer strangers 404."""

from contextlib import ExitStack
from typing import Any, cast

from django.db import connection, transaction
from django.http import HttpResponseBase
from rest_framework.request import Request

from organizations.actors import Actor
from organizations.api.authentication import token_of
from organizations.api.idempotency import IdempotentView
from organizations.models import Membership, Organization, User
from organizations.origin import Origin
from organizations.selectors import entered


class PersonView(IdempotentView):
    """A signed-in person, in one transaction; no tenant is open."""

    person: User
    origin: Origin

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, in a transaction from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, note who asks from where, and open the transaction."""
        super().initial(request, *args, **kwargs)
        self.person = cast(User, request.user)
        self.origin = Origin.of(request, "token" if token_of(request) else "member")
        self._scope.enter_context(transaction.atomic())
        self.insist_on_known(request)
        self.claim_answer(request)


class OrganizationView(IdempotentView):
    """The request's tenant transaction is the outer one; each service inside is a savepoint.

    A view that calls the network sets `holds_transaction = False` and opens `tenant()` around each piece of
    database work itself, so that no connection waits for another server. A handler whose answer holds a secret
    sets `self.answer_is_secret = True`: it is not kept for a repeated Idempotency-Key.
    """

    holds_transaction = True
    membership: Membership
    organization: Organization
    actor: Actor

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, with the tenant open from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            response = super().dispatch(request, *args, **kwargs)
        if response.streaming:
            # A stream must not keep its request's pooled database connection (facts/platform.md).
            connection.close()
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, then find the membership; raises Missing (404) for strangers."""
        super().initial(request, *args, **kwargs)
        entering = entered(cast(User, request.user), slug=kwargs["org"])
        if self.holds_transaction:
            membership = self._scope.enter_context(entering)
        else:
            with entering as membership:
                pass
        self.membership, self.organization = membership, membership.organization
        origin = Origin.of(request, "token" if token_of(request) else "member")
        self.actor = Actor(origin.kind, self.organization.id, membership, origin.address, origin.user_agent)
        self.insist_on_known(request)
        self.claim_answer(request, self.organization)

    @property
    def is_mobile(self) -> bool:
        """The client says it is a phone app (plans-PL11)."""
        return self.request.headers.get("X-Client", "").lower() in {"ios", "android"}
