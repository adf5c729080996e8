"""The signed-in person and their tokens."""

import uuid
import zoneinfo
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.closed import valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import PersonView
from organizations.api.serializers.people import (
    MeChanges,
    MeSerializer,
    NewToken,
    TokenSerializer,
    TokenWithSecret,
)
from organizations.models import User
from organizations.selectors import memberships_of, tokens_of
from organizations.services import accounts
from organizations.services.tokens import create_token, revoke_all_tokens, revoke_token


def _me(user: User) -> Response:
    shown: Any = {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "time_zone": user.time_zone,
        "time_zone_chosen": user.time_zone_chosen,
        "keep_things": policy.may_keep_things(user).as_json(),
        "memberships": memberships_of(user),
    }
    return Response(MeSerializer(shown).data)


class MeView(PersonView):
    """Who am I, and where?"""

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The signed-in person with all memberships."""
        return _me(self.person)

    @extend_schema(operation_id="me_update", request=MeChanges, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change one's own name or time zone."""
        wanted = valid(MeChanges, request.data)
        browser_zone = wanted.pop("browser_time_zone", "")
        person = accounts.update_person(user=self.person, **wanted)
        if browser_zone in zoneinfo.available_timezones():
            person.follow_browser(browser_zone)
        return _me(person)


class TokensView(PersonView, PagedView):
    """Personal access tokens."""

    @extend_schema(operation_id="tokens_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """One's own usable tokens, newest first."""
        return self.page(tokens_of(self.person), TokenSerializer, ordering=("-created_at", "id"))

    @extend_schema(operation_id="tokens_create", request=NewToken, responses={201: TokenWithSecret})
    def post(self, request: Request) -> Response:
        """Make a token; its secret is in this answer only. Needs a session: a token makes no tokens."""
        wanted = valid(NewToken, request.data)
        token, secret = create_token(
            user=self.person,
            origin=self.origin,
            name=wanted["name"],
            scopes=wanted["scopes"],
            days=wanted["expires_in_days"],
        )
        self.answer_is_secret = True
        return Response({**TokenSerializer(token).data, "token": secret}, status=201)

    @extend_schema(operation_id="tokens_destroy_all", responses={204: None})
    def delete(self, request: Request) -> Response:
        """End all one's own tokens at once, as after a change of the password."""
        revoke_all_tokens(user=self.person, origin=self.origin)
        return Response(status=204)


class TokenView(PersonView):
    """One personal access token."""

    @extend_schema(operation_id="tokens_destroy", responses={204: None})
    def delete(self, request: Request, token_id: uuid.UUID) -> Response:
        """Revoke the token at once."""
        revoke_token(token=found(tokens_of(self.person).select_related("user"), token_id), origin=self.origin)
        return Response(status=204)
