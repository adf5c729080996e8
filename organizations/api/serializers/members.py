"""Members and invitations."""

from typing import Any

from rest_framework import serializers

from organizations.models import Invitation, Membership, Role


class MemberSerializer(serializers.Serializer[Membership]):
    """A colleague."""

    id = serializers.UUIDField()
    name = serializers.CharField(
        source="user.shown_name", help_text="“Unverified member” before the address is confirmed."
    )
    email = serializers.CharField(source="user.shown_email", help_text="Masked before it is confirmed.")
    role = serializers.ChoiceField(Role.choices)
    joined_at = serializers.DateTimeField()


class MemberChanges(serializers.Serializer[Any]):
    """Another role. To hand over the primary ownership, the new one's e-mail is typed too."""

    role = serializers.ChoiceField(Role.choices)
    confirm_email = serializers.EmailField(required=False, help_text="Only with role primary_owner.")


class InvitationSerializer(serializers.Serializer[Invitation]):
    """A pending invitation."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationWithUrl(InvitationSerializer):
    """The answer to inviting: the address is shown this once, and mailed."""

    url = serializers.URLField()


class NewInvitation(serializers.Serializer[Any]):
    """Whom to ask, and as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Role.choices, default=Role.MEMBER)


class InvitingOrganization(serializers.Serializer[Any]):
    """As much as an invited person may know."""

    name = serializers.CharField()


class ReceivedInvitation(serializers.Serializer[Invitation]):
    """What the invited person sees before accepting."""

    organization = InvitingOrganization()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    invited_by = serializers.CharField(source="invited_by.user.shown_name", help_text="The inviter's name.")
