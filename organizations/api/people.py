"""The signed-in person and their tokens."""

import uuid
import zoneinfo
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OneLineField, PagedView, PersonView, found, valid
from organizations.models import (
    DEFAULT_DAYS,
    MOST_DAYS,
    AccessToken,
    Membership,
    Organization,
    Role,
    Scope,
    User,
)
from organizations.people.accounts import create_token, revoke_all_tokens, revoke_token, update_person
from organizations.plans import Plan
from organizations.refusals import DecisionShape
from organizations.selectors import memberships_of, tokens_of
from organizations.shapes import Email, Id, Time, time_text


class OrganizationBriefShape(TypedDict):
    """An organization in a list of them."""

    id: Id
    slug: str
    name: str
    plan: Annotated[str, Plan]
    personal: bool


def organization_brief_shape(row: Organization) -> OrganizationBriefShape:
    """An organization in a list or beside other things."""
    return {"id": str(row.id), "slug": row.slug, "name": row.name, "plan": row.plan, "personal": row.is_personal}


class MyMembershipShape(TypedDict):
    """One of the person's memberships."""

    id: Id
    organization: OrganizationBriefShape
    role: Annotated[str, Role]


def my_membership_shape(row: Membership) -> MyMembershipShape:
    """A membership for the person whose it is."""
    return {"id": str(row.id), "organization": organization_brief_shape(row.organization), "role": row.role}


class MeShape(TypedDict):
    """The signed-in person."""

    id: Id
    email: Email
    name: str
    time_zone: Annotated[str, "IANA name, such as Europe/Berlin."]
    time_zone_chosen: Annotated[bool, "False while it is what the browser says."]
    keep_things: Annotated[DecisionShape, "Whether the address is confirmed; before that nothing lasting is given."]
    memberships: list[MyMembershipShape]


def me_shape(user: User) -> MeShape:
    """The person with all memberships."""
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.name,
        "time_zone": user.time_zone,
        "time_zone_chosen": user.time_zone_chosen,
        "keep_things": policy.may_keep_things(user).as_json(),
        "memberships": [my_membership_shape(row) for row in memberships_of(user)],
    }


class MeChanges(serializers.Serializer[Any]):
    """What people change about themselves."""

    name = OneLineField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)

    browser_time_zone = serializers.CharField(
        max_length=64,
        required=False,
        allow_blank=True,
        help_text="Taken over while the person has not chosen a zone; an unknown name is ignored.",
    )

    def validate_time_zone(self, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError("This is no time zone of the IANA list.")
        return value


class MeDetail(PersonView):
    """Who am I, and where?"""

    @extend_schema(operation_id="me_retrieve", responses=MeShape)
    def get(self, request: Request) -> Response:
        """The signed-in person with all memberships."""
        return Response(me_shape(self.person))

    @extend_schema(operation_id="me_update", request=MeChanges, responses=MeShape)
    def patch(self, request: Request) -> Response:
        """Change one's own name or time zone."""
        wanted = valid(MeChanges, request.data)
        browser_zone = wanted.pop("browser_time_zone", "")
        person = update_person(user=self.person, **wanted)
        if browser_zone in zoneinfo.available_timezones():
            person.follow_browser(browser_zone)
        return Response(me_shape(person))


# Personal access tokens.


class TokenShape(TypedDict):
    """A personal access token without its secret."""

    id: Id
    name: str
    prefix: Annotated[str, "How the token starts, to tell tokens apart."]
    created_at: Time
    scopes: list[Annotated[str, Scope]]
    last_used_at: Annotated[Time | None, "To the minute."]
    expires_at: Time


class TokenWithSecretShape(TokenShape):
    """The answer to making one: the secret is shown this once."""

    token: Annotated[str, "Starts with sb_pat_; not readable again."]


def token_shape(row: AccessToken) -> TokenShape:
    """A token as its person's list shows it."""
    return {
        "id": str(row.id),
        "name": row.name,
        "prefix": row.prefix,
        "created_at": time_text(row.created_at),
        "scopes": row.scopes,
        "last_used_at": time_text(row.last_used_at),
        "expires_at": time_text(row.expires_at),
    }


class NewToken(serializers.Serializer[Any]):
    """A name for a token, what it may do and how long it lives."""

    name = OneLineField(max_length=80)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices),
        default=list(Scope),
        min_length=1,
        max_length=len(Scope),
        help_text="Without it all three: read looks, write changes, approve decides what tools may do.",
    )
    expires_in_days = serializers.IntegerField(default=DEFAULT_DAYS, min_value=1, max_value=MOST_DAYS)


class TokenList(PersonView, PagedView):
    """Personal access tokens."""

    @extend_schema(operation_id="tokens_list", responses=list[TokenShape])
    def get(self, request: Request) -> Response:
        """One's own usable tokens, newest first."""
        return self.page(tokens_of(self.person), token_shape, ordering=("-created_at", "id"))

    @extend_schema(operation_id="tokens_create", request=NewToken, responses={201: TokenWithSecretShape})
    def post(self, request: Request) -> Response:
        """Make a token; its secret is in this answer only. Needs a session: a token makes no tokens."""
        wanted = valid(NewToken, request.data)
        token, secret = create_token(
            user=self.person,
            source=self.source,
            name=wanted["name"],
            scopes=wanted["scopes"],
            days=wanted["expires_in_days"],
        )
        self.answer_is_secret = True
        shown: TokenWithSecretShape = {**token_shape(token), "token": secret}
        return Response(shown, status=201)

    @extend_schema(operation_id="tokens_destroy_all", responses={204: None})
    def delete(self, request: Request) -> Response:
        """End all one's own tokens at once, as after a change of the password."""
        revoke_all_tokens(user=self.person, source=self.source)
        return Response(status=204)


class TokenDetail(PersonView):
    """One personal access token."""

    @extend_schema(operation_id="tokens_destroy", responses={204: None})
    def delete(self, request: Request, token_id: uuid.UUID) -> Response:
        """Revoke the token at once."""
        revoke_token(token=found(tokens_of(self.person).select_related("user"), token_id), source=self.source)
        return Response(status=204)
