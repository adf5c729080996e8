"""Every view below /organizations/{org}: finds the person's membership or answers 404, and opens the tenant."""

from contextlib import ExitStack
from typing import Any, cast

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from organizations.actors import Actor
from organizations.exceptions import Missing
from organizations.models import AccessToken, Membership, Organization, User
from organizations.selectors import membership_of
from organizations.tenancy import tenant


class OrganizationView(APIView):
    """The request's tenant transaction is the outer one; each service inside is a savepoint.

    A view that calls the network sets `holds_transaction = False` and opens `tenant()` around each piece of
    database work itself, so that no connection waits for another server.
    """

    holds_transaction = True
    membership: Membership
    organization: Organization
    actor: Actor

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, with the tenant open from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, then find the membership; raises Missing (404) for strangers."""
        super().initial(request, *args, **kwargs)
        membership = membership_of(cast(User, request.user), slug=kwargs["org"])
        if membership is None:
            raise Missing
        self.membership, self.organization = membership, membership.organization
        self.actor = Actor(
            kind="token" if isinstance(request.auth, AccessToken) else "member",
            organization_id=self.organization.id,
            membership=membership,
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", "")[:200],
        )
        if self.holds_transaction:
            self._scope.enter_context(tenant(self.organization.id))

    @property
    def is_mobile(self) -> bool:
        """The client says it is a phone app (plans-PL11)."""
        return self.request.headers.get("X-Client", "").lower() in {"ios", "android"}


def client_address(request: Request) -> str | None:
    """The peer's address; behind a proxy uvicorn already put the forwarded one there."""
    address = request.META.get("REMOTE_ADDR") or None
    return address if address and address[0] in "0123456789abcdef:" else None
