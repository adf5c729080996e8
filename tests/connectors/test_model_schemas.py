"""A tool's schema becomes one that the Messages API takes, or the tool is left out with a reason; nothing else."""

import json
import random
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from connectors.model_schemas import ModelSchema, Unfit, model_schema, why_unfit

KEY = re.compile(r"^[a-zA-Z0-9_.-]{1,64}$")
TEXT = {"type": "string"}
PERSON = {"type": "object", "properties": {"name": TEXT, "child": {"$ref": "#/$defs/Person"}}}


def written(schema: Any) -> dict[str, Any]:
    """For the model, and held to all that the API is known to refuse."""
    found = model_schema(schema).schema
    assert_taken(found)
    return found


def assert_taken(schema: dict[str, Any]) -> None:
    assert schema["type"] == "object"
    assert not {"anyOf", "oneOf", "allOf", "$ref"} & set(schema)
    Draft202012Validator.check_schema(schema)
    assert all(KEY.match(name) for name in schema["properties"])
    for reference in references(schema):
        assert reference == "#" or reference.removeprefix("#/$defs/") in schema["$defs"]


DATA = {"const", "enum", "default", "examples", "x-y"}


def references(value: Any, is_schema: bool = True) -> list[str]:
    """Every `$ref` at a place where a schema stands: a property may be called so too."""
    if isinstance(value, list):
        return [one for each in value for one in references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if is_schema and isinstance(value.get("$ref"), str) else []
    inner = [(key, each) for key, each in value.items() if not (is_schema and key in DATA)]
    named = {"properties", "patternProperties", "$defs", "dependentSchemas"}
    return own + [one for key, each in inner for one in references(each, not (is_schema and key in named))]


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    "schema",
    [
        of(text=TEXT),
        {**of(text=TEXT, n={"type": "integer", "minimum": 1, "default": 3}), "required": ["text"]},
        {**of(s={"anyOf": [TEXT, {"type": "null"}], "default": None}), "additionalProperties": False},
        {**of(p={"$ref": "#/$defs/Person"}), "required": ["p"], "$defs": {"Person": PERSON}},
        of(a={"type": "array", "items": {"type": ["string", "null"], "enum": ["x", None]}, "uniqueItems": True}),
        {**of(kind={"const": "a"}, flag={"const": True}), "description": "What it takes."},
        {**of(a=TEXT), "dependentRequired": {"a": ["b"]}, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ],
)
def test_a_schema_that_is_fine_says_the_same_afterwards(schema: dict[str, Any]) -> None:
    found = model_schema(schema)
    assert (found.schema, found.words, dict(found.own_names)) == (schema, "", {})


def test_alternatives_at_the_root_become_one_object_and_words() -> None:
    alternatives = [of(content=TEXT) | {"required": ["content"]}, of(source_url=TEXT) | {"required": ["source_url"]}]
    for key, lead in (("anyOf", "At least one"), ("oneOf", "Exactly one")):
        found = model_schema({"type": "object", "properties": {"to": TEXT}, "required": ["to"], key: alternatives})
        assert found.schema == {**of(to=TEXT, content=TEXT, source_url=TEXT), "required": ["to"]}
        assert found.words.startswith(lead) and "(1) content; (2) source_url" in found.words


def test_what_every_alternative_asks_for_is_required_and_what_differs_may_be_either() -> None:
    one = of(kind={"const": "mail"}, to=TEXT) | {"required": ["kind", "to"]}
    other = of(kind={"const": "post"}, street=TEXT) | {"required": ["kind", "street"]}
    found = model_schema({"oneOf": [one, other]})
    assert found.schema["required"] == ["kind"]
    assert found.schema["properties"]["kind"] == {"anyOf": [{"const": "mail"}, {"const": "post"}]}
    assert "kind='mail', to" in found.words and "kind='post', street" in found.words


def test_all_of_at_the_root_asks_for_everything_together() -> None:
    parts = [of(a=TEXT) | {"required": ["a"]}, {"$ref": "#/definitions/B"}]
    found = written({"allOf": parts, "definitions": {"B": of(b=TEXT) | {"required": ["b"]}}})
    assert found == of(a=TEXT, b=TEXT) | {"required": ["a", "b"]}


def test_alternatives_inside_alternatives_and_references_are_folded_too() -> None:
    schema = {
        "$ref": "#/$defs/Root",
        "$defs": {
            "Root": {"allOf": [of(a=TEXT), {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]}]},
            "B": of(b=TEXT) | {"required": ["b"]},
        },
    }
    assert written(schema) == of(a=TEXT, b=TEXT) | {"required": ["b"]}


def test_alternatives_below_the_root_stay() -> None:
    inner = {"oneOf": [TEXT, {"type": "integer"}]}
    assert written(of(x=inner)) == of(x=inner)


@pytest.mark.parametrize(
    "schema",
    [
        *({}, None, [], True, {"properties": {}}, {"properties": []}, {"properties": None}, {"$ref": "#"}),
        *({"type": "OBJECT"}, {"type": "any"}, {"type": None}, {"type": ["object", "null"]}),
        {"$ref": "https://x.example/s.json"},
    ],
)
def test_a_root_that_says_little_is_an_object_without_properties(schema: Any) -> None:
    assert {**written(schema), "description": ""} == {**of(), "description": ""}


@pytest.mark.parametrize(
    "schema",
    [
        *("object", 7, [1], False, {"type": "string"}, {"type": "array", "items": TEXT}, {"type": ["string", "null"]}),
        *({"anyOf": [TEXT, {"type": "array"}]}, {"$ref": "#/$defs/L", "$defs": {"L": {"type": "array"}}}),
    ],
)
def test_a_root_that_no_object_can_match_leaves_the_tool_out(schema: Any) -> None:
    assert why_unfit(schema) == "It does not take named arguments: its schema describes no object."


NAMES = ["$filter", "filter[x]", "a b", "", "é", "x" * 65, "用户", "a/b", "a\nb", "@odata.type", "a:b"]


def test_property_names_are_renamed_everywhere_and_led_back_in_the_arguments() -> None:
    inner = {name: TEXT for name in NAMES}
    schema = {
        "type": "object",
        "properties": {**inner, "fine": {"type": "array", "items": {"type": "object", "properties": inner}}},
        "required": ["$filter", "fine"],
        "dependentRequired": {"filter[x]": ["a b"]},
        "dependencies": {"a b": {"required": [""]}},
    }
    found = model_schema(schema)
    assert_taken(found.schema)
    to_own = dict(found.own_names)
    assert sorted(to_own.values()) == sorted(NAMES)
    names = {own: name for name, own in to_own.items()}
    assert found.schema["required"] == [names["$filter"], "fine"]
    assert found.schema["dependentRequired"] == {names["filter[x]"]: [names["a b"]]}
    assert found.schema["dependentSchemas"] == {names["a b"]: {"required": [names[""]]}}
    given = {names["$filter"]: "x eq 1", "fine": [{names["é"]: "1", "other": {names["a b"]: "2"}}]}
    assert found.own_arguments(given) == {"$filter": "x eq 1", "fine": [{"é": "1", "other": {"a b": "2"}}]}
    assert model_schema(schema) == found


def test_a_new_name_is_never_one_that_the_server_uses() -> None:
    first = model_schema(of(**{"$filter": TEXT}))
    (new,) = first.own_names
    second = model_schema(of(**{"$filter": TEXT, new: {"type": "integer"}}))
    assert_taken(second.schema)
    assert len(second.schema["properties"]) == 2 and set(second.own_names.values()) == {"$filter"}
    assert second.own_arguments({new: 1}) == {new: 1}


DIALECTS: list[tuple[Any, Any]] = [
    ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 0}),
    ({"minimum": 0, "exclusiveMinimum": False, "exclusiveMaximum": True}, {"minimum": 0}),
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
    ({"type": "string", "nullable": False}, TEXT),
    ({"type": "str"}, TEXT),
    ({"type": "STRING"}, TEXT),
    ({"type": "int"}, {"type": "integer"}),
    ({"type": "float"}, {"type": "number"}),
    ({"type": "any"}, {}),
    ({"type": ["string", "any"]}, {}),
    ({"type": ["string", "string"]}, TEXT),
    ({"type": []}, {}),
    ({"type": {"type": "string"}}, {}),
    ("string", TEXT),
    (True, {}),
    (False, {"not": {}}),
    (None, {}),
    (["x"], {}),
    ({"type": "array", "items": [TEXT, True]}, {"type": "array", "prefixItems": [TEXT, {}]}),
    ({"items": [], "additionalItems": TEXT}, {"items": TEXT}),
    ({"items": [TEXT], "additionalItems": False}, {"prefixItems": [TEXT], "items": {"not": {}}}),
    ({"enum": []}, {}),
    ({"enum": None}, {}),
    ({"enum": ["a", "a", 1, True]}, {"enum": ["a", 1, True]}),
    ({"type": "object", "required": []}, {"type": "object"}),
    ({"type": "object", "required": None}, {"type": "object"}),
    ({"type": "object", "required": "a"}, {"type": "object", "required": ["a"]}),
    ({"type": "object", "required": ["a", "a", 3]}, {"type": "object", "required": ["a"]}),
    ({"type": "object", "properties": None}, {"type": "object", "properties": {}}),
    ({"type": "object", "properties": []}, {"type": "object", "properties": {}}),
    ({"properties": {"a": {"type": "string", "required": True}}}, {"properties": {"a": TEXT}, "required": ["a"]}),
    ({"type": "string", "required": False}, TEXT),
    ({"type": "string", "pattern": "("}, TEXT),
    ({"type": "string", "pattern": r"^\p{L}+$"}, TEXT),
    ({"type": "string", "pattern": 7}, TEXT),
    ({"patternProperties": {"(": TEXT, "^a": TEXT}}, {"patternProperties": {"^a": TEXT}}),
    ({"description": ["a", "b"], "title": {"en": "x"}}, {"description": "a\nb"}),
    ({"description": None, "title": 7}, {"title": "7"}),
    ({"minLength": "1", "maxLength": -1, "minItems": 1.5, "maxItems": None}, {"minLength": 1}),
    ({"multipleOf": 0}, {}),
    ({"anyOf": []}, {}),
    ({"anyOf": None}, {}),
    ({"anyOf": [TEXT, None]}, {"anyOf": [TEXT, {}]}),
    ({"allOf": TEXT}, {"allOf": [TEXT]}),
    ({"additionalProperties": None}, {}),
    ({"additionalProperties": "false"}, {}),
    ({"uniqueItems": "yes", "readOnly": 1}, {}),
    ({"$schema": "http://json-schema.org/draft-04/schema#", "id": "#x", "type": "string"}, TEXT),
    ({"$ref": "https://x.example/s.json"}, {"description": "Described elsewhere: https://x.example/s.json"}),
    ({"$ref": "#/$defs/Nobody", "description": "A thing."}, {"description": "A thing."}),
    ({"$ref": 7}, {"description": "Described elsewhere: 7"}),
    ({"dependencies": {"a": ["b"], "c": TEXT}}, {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": TEXT}}),
    ({"dependencies": {"a": "b"}}, {"dependentRequired": {"a": ["b"]}}),
    ({"examples": "x", "default": {"a": 1}}, {"examples": ["x"], "default": {"a": 1}}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), DIALECTS, ids=[json.dumps(pair[0])[:60] for pair in DIALECTS])
def test_other_drafts_and_dialects_are_read(source: Any, expected: Any) -> None:
    assert written(of(x=source))["properties"]["x"] == expected


def test_references_lead_to_definitions_wherever_they_stood() -> None:
    schema = {
        "$id": "https://x.example/root",
        **of(
            a={"$ref": "#/definitions/A%20b"},
            again={"$ref": "#/properties/a~1b"},
            same={"$ref": "https://x.example/root#/definitions/A%20b"},
            anchored={"$ref": "#here"},
            round={"$ref": "#/definitions/Round"},
            whole={"$ref": "#"},
            maybe={"$ref": "#here", "nullable": True},
        ),
        "definitions": {"A b": {"$anchor": "here", "type": "str"}, "Round": {"$ref": "#/definitions/Round"}},
    }
    schema["properties"]["a/b"] = {"type": "int"}
    found = written(schema)
    properties = found["properties"]
    assert found["$defs"] == {"A_b": TEXT, "a_b": {"type": "integer"}}
    assert properties["a"] == properties["same"] == properties["anchored"] == {"$ref": "#/$defs/A_b"}
    assert properties["again"] == {"$ref": "#/$defs/a_b"} and properties["whole"] == {"$ref": "#"}
    assert properties["maybe"] == {"anyOf": [{"$ref": "#/$defs/A_b"}, {"type": "null"}]}
    assert "$ref" not in properties["round"]


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"properties": {"a": schema}}
    return schema


def test_what_is_nested_deeply_is_left_open_and_what_is_nested_without_end_leaves_the_tool_out() -> None:
    assert len(json.dumps(written(nested(40)))) < len(json.dumps(nested(40)))
    assert why_unfit(nested(400)) == "Its description is nested too deeply."


def test_references_that_multiply_end() -> None:
    defined = {f"L{n}": {"anyOf": [{"$ref": f"#/$defs/L{n + 1}"}] * 12} for n in range(30)}
    with pytest.raises(Unfit, match="more detail"):
        model_schema({"$ref": "#/$defs/L0", "$defs": defined | {"L30": of(a=TEXT)}})


def test_more_than_a_model_can_be_given_leaves_the_tool_out() -> None:
    long = {f"p{n}": {"description": "x" * 100} for n in range(2000)}
    assert "length" in (why_unfit({"anyOf": [of(**long)]}) or "")


WORDS = ["type", "properties", "required", "items", "anyOf", "oneOf", "allOf", "$ref", "enum", "const", "nullable"]
WORDS += ["minimum", "exclusiveMinimum", "pattern", "$defs", "definitions", "additionalProperties", "description"]
WORDS += ["dependencies", "patternProperties", "not", "if", "prefixItems", "id", "$id", "$anchor", "default", "x-y"]
LEAVES = [None, True, False, 0, -1, 1.5, "", "object", "string", "int", "any", "#", "#/$defs/a", "#a", "(", "a b", "$f"]


def anything(chance: random.Random, depth: int) -> Any:
    kind = chance.random()
    if depth == 0 or kind < 0.35:
        return chance.choice(LEAVES)
    if kind < 0.5:
        return [anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    keys = [chance.choice([*WORDS, "a", "$f", "b c"]) for _ in range(chance.randrange(6))]
    return {key: anything(chance, depth - 1) for key in keys}


def test_any_json_becomes_a_schema_that_is_taken_or_a_reason() -> None:
    chance = random.Random(7)
    kept = 0
    for _ in range(3000):
        source = anything(chance, 5)
        source = {"type": "object", **source} if isinstance(source, dict) and chance.random() < 0.7 else source
        before = json.dumps(source)
        try:
            found: ModelSchema | None = model_schema(source)
        except Unfit as unfit:
            assert str(unfit) and why_unfit(source) == str(unfit)
            found = None
        if found is not None:
            assert_taken(found.schema)
            assert why_unfit(source) is None
            kept += 1
        assert json.dumps(source) == before
    assert kept > 1000
