"""The signed-in person and their tokens."""

import zoneinfo
from typing import Any

from rest_framework import serializers

from organizations.models import AccessToken, Membership, Organization, Role, User
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
    memberships = MyMembershipSerializer(many=True)


class MeChanges(serializers.Serializer[Any]):
    """What people change about themselves."""

    name = serializers.CharField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)

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
    last_used_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class NewToken(serializers.Serializer[Any]):
    """A name for a token."""

    name = serializers.CharField(max_length=80)


class TokenWithSecret(TokenSerializer):
    """The answer to making one: the secret is shown this once."""

    token = serializers.CharField(help_text="Starts with sb_pat_; not readable again.")
