"""How a Decision looks to clients."""

from rest_framework import serializers


class DecisionSerializer(serializers.Serializer[dict[str, object]]):
    """Allowed or not, with a stable code and plain words when not."""

    allowed = serializers.BooleanField()
    code = serializers.CharField(help_text="Stable; empty when allowed.")
    reason = serializers.CharField(help_text="In plain words; empty when allowed.")
