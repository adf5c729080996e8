"""The signed-in person and their tokens."""

import uuid
import zoneinfo
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import PagedView, PersonView, found
from organizations.api.closed import DecisionSerializer, OneLineField, valid
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
from organizations.people import accounts
from organizations.people.accounts import create_token, revoke_all_tokens, revoke_token
from organizations.plans import Plan
from organizations.selectors import memberships_of, tokens_of

# The signed-in person and their tokens.


class OrganizationBrief(serializers.Serializer[Organization]):
    """An organization in a list of them."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    plan = serializers.ChoiceField(Plan.choices)
    personal = serializers.BooleanField(source="is_personal")


class MyMembershipSerializer(serializers.Serializer[Membership]):
    """One of the person's memberships."""

    id = serializers.UUIDField()
    organization = OrganizationBrief()
    role = serializers.ChoiceField(Role.choices)


class MeSerializer(serializers.Serializer[User]):
    """The signed-in person."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    time_zone = serializers.CharField(help_text="IANA name, such as Europe/Berlin.")
    time_zone_chosen = serializers.BooleanField(help_text="False while it is what the browser says.")
    keep_things = DecisionSerializer(
        help_text="Whether the address is confirmed; before that nothing lasting is given."
    )
    memberships = MyMembershipSerializer(many=True)


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


class TokenSerializer(serializers.Serializer[AccessToken]):
    """A personal access token without its secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How the token starts, to tell tokens apart.")
    created_at = serializers.DateTimeField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")
    expires_at = serializers.DateTimeField()


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


class TokenWithSecret(TokenSerializer):
    """The answer to making one: the secret is shown this once."""

    token = serializers.CharField(help_text="Starts with sb_pat_; not readable again.")


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
