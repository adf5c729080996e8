"""Whether a result is what its tool had announced: worth a note, never worth the result."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, SchemaError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from connectors.mcp.cleaning import canonical_json
from organizations.text import clean_text

# Comparing is for the note alone, so not for results of any size.
_LARGEST = 262_144
_LONGEST_WORDS = 300


def mismatch(structured: Any, schema: Mapping[str, Any] | None) -> str | None:
    """In words what is not as announced; None when all is, or when the schema cannot tell."""
    if not schema:
        return None
    if structured is None:
        return "the tool had announced data of a fixed form, and sent none"
    if len(canonical_json(structured)) > _LARGEST:
        return None
    try:
        kind = validator_for(schema, default=Draft202012Validator)
        kind.check_schema(dict(schema))
        # An empty registry: nothing is ever fetched.
        found = best_match(kind(dict(schema), registry=Registry()).iter_errors(structured))
    except (SchemaError, Unresolvable, re.error, RecursionError):
        return None
    if found is None:
        return None
    place = f"at {found.json_path.removeprefix('$.')}: " if found.absolute_path else ""
    return clean_text(f"the result is not as the tool had announced it, {place}{found.message}", _LONGEST_WORDS)
