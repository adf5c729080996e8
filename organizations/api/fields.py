"""Kinds of input that several serializers share."""

from typing import Any

from rest_framework.fields import empty
from rest_framework.serializers import CharField

from organizations.one_line import insist_on_one_line


class OneLineField(CharField):
    """A name, title or label: surrounding blanks and line breaks are cut off, others refused (`one_line`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(insist_on_one_line)

    def run_validation(self, data: Any = empty) -> Any:
        """As in DRF, for text without what a paste leaves at its ends."""
        return super().run_validation(data.strip() if isinstance(data, str) else data)
