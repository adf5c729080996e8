"""A tool's input schema as the Messages API takes it, whatever draft or dialect its server wrote it in.

The API refuses a whole request for one schema that it does not take (public reports):
`anyOf`, `oneOf`, `allOf` or a `$ref` at the root, a root that is no object, property names outside
`[a-zA-Z0-9_.-]{1,64}`, and what is no valid draft 2020-12. So the schema is rewritten from what is understood; what
people review stays as the server wrote it. The result is not validated, which would take seconds for a big server:
the tests validate the result of arbitrary JSON instead.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.model_schemas.keywords import Mender
from connectors.model_schemas.roots import fold_root
from connectors.model_schemas.values import Unfit, check_depth, is_plain_root

__all__ = ["ModelSchema", "Unfit", "check_depth", "model_schema", "why_unfit"]

# Twice what a server may send, because alternatives can be written out several times.
LONGEST_SCHEMA = 131_072


@dataclass(frozen=True, slots=True)
class ModelSchema:
    """What the model is shown. `words` say what the schema cannot; `own_names` map back to the server's names."""

    schema: dict[str, Any]
    words: str
    own_names: Mapping[str, str]

    def own_arguments(self, given: Any) -> Any:
        """The model's arguments under the server's own names, at any depth."""
        if not self.own_names:
            return given
        if isinstance(given, Mapping):
            return {self.own_names.get(key, key): self.own_arguments(value) for key, value in given.items()}
        if isinstance(given, list):
            return [self.own_arguments(value) for value in given]
        return given


def model_schema(schema: Any) -> ModelSchema:
    """The schema for the model; one that is fine already keeps its meaning. Raises Unfit with words for people."""
    check_depth(schema)
    if is_plain_root(schema):
        return ModelSchema(schema, "", {})
    mender = Mender(schema)
    root, words = fold_root(schema, mender)
    if defined := mender.definitions():
        root["$defs"] = defined
    if len(json.dumps(root)) > LONGEST_SCHEMA:
        raise Unfit("Its arguments are described at more length than a model can be given.")
    return ModelSchema(root, words, mender.names.own)


def why_unfit(schema: Any) -> str | None:
    """Why a tool with this schema cannot be offered to the model; None when it can."""
    try:
        model_schema(schema)
    except Unfit as unfit:
        return str(unfit)
    return None
