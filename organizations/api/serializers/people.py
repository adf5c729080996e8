"""The signed-in person and their tokens."""

import zoneinfo
from typing import Any

from rest_framework import serializers

from organizations.api.fields import OneLineField
from organizations.api.serializers.decisions import DecisionSerializer
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
from organizations.plans import Plan


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
