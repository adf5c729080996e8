"""Kinds of arguments that the tools of more than one service take."""

from typing import Annotated, Any

from pydantic import Field

from connectors.demo.words import CleanText


def without_default(schema: dict[str, Any]) -> None:
    """Leave `default: null` out of a schema that does not speak of null."""
    schema.pop("default", None)


Limit = Annotated[int, Field(ge=1, le=50, description="How many to return at most")]
Query = Annotated[
    CleanText, Field(max_length=200, description="Words to look for; without them everything, newest first")
]
RequiredQuery = Annotated[CleanText, Field(min_length=1, max_length=200, description="Words to look for")]
Private = Annotated[bool, Field(description="True when only you shall see it")]
