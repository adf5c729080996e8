"""One dialect of API: views, operations, url arguments and shapes are named in one way; walked, not listed."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, is_typeddict

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.serializers import BaseSerializer

import connectors
import conversations
import organizations
from tests.edge.routes import NAMED, all_routes, plain_path

# The verbs of a list and of one thing; what else may be done is said by the view's own last word.
LIST = {"GET": "list", "POST": "create", "DELETE": "destroy"}
DETAIL = {"GET": "retrieve", "PATCH": "update", "PUT": "update", "DELETE": "destroy"}
OTHERS = {
    ("TokenList", "DELETE"): "destroy_all",
    ("ConnectorChatList", "DELETE"): "destroy_all",
    ("ReceivedInvitationDetail", "POST"): "accept",
}
UNCOUNTED = {"me", "sharing"}
WORDS = {"org": "slug", "slug": "slug", "token": "str", "name": "path"}
ROUTES = sorted({route for route in all_routes() if route.startswith("api/v1/")})


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


def _views() -> Iterator[tuple[str, type]]:
    for route in ROUTES:
        view = getattr(resolve(plain_path(route)).func, "view_class", None)
        if view is not None and route != "api/v1/schema":
            yield route, view


def _words(name: str) -> list[str]:
    return re.findall("[A-Z][a-z]*", name)


def _plural(words: list[str]) -> str:
    noun = "_".join(words).lower()
    if noun in UNCOUNTED or noun.endswith("actions"):
        return noun
    return f"{noun}es" if noun.endswith("sh") else f"{noun}s"


def operation_of(view: str, method: str) -> str:
    """`ToolList` lists and creates tools, `ToolDetail` is one of them, `ToolReview` reviews one."""
    *noun, last = _words(view)
    verbs = {"List": LIST, "Detail": DETAIL}.get(last, {"POST": last.lower()})
    return f"{_plural(noun)}_{OTHERS.get((view, method)) or verbs[method]}"


def test_the_walk_finds_the_views() -> None:
    assert len(dict(_views())) > 35


@pytest.mark.parametrize(
    ("view", "method", "operation"),
    [
        ("ToolList", "GET", "tools_list"),
        ("ToolDetail", "PATCH", "tools_update"),
        ("ToolReview", "POST", "tools_review"),
        ("ToolReviewList", "POST", "tool_reviews_create"),
        ("ToolRefreshList", "POST", "tool_refreshes_create"),
        ("TokenList", "DELETE", "tokens_destroy_all"),
    ],
)
def test_an_operation_is_named_after_its_view(view: str, method: str, operation: str) -> None:
    assert operation_of(view, method) == operation


@pytest.mark.parametrize(("route", "view"), _views(), ids=lambda value: getattr(value, "__name__", None))
def test_views_and_operations_have_one_name(route: str, view: type, schema: Any) -> None:
    operations = schema["paths"]["/" + NAMED.sub(r"{\2}", route)]
    named = {method.upper(): operation["operationId"] for method, operation in operations.items()}
    assert named == {method: operation_of(view.__name__, method) for method in named}


@pytest.mark.parametrize("route", ROUTES)
def test_what_stands_in_a_path_is_a_row_by_its_id_or_a_word(route: str) -> None:
    for kind, name in NAMED.findall(route):
        assert name.endswith("_id") if kind == "uuid" else WORDS.get(name) == kind


def _declared() -> dict[str, Any]:
    """Every TypedDict of the apps by its name."""
    found = {}
    for app in (organizations, connectors, conversations):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if not re.search(r"\.(migrations|management|demo|demo_model|admin)(\.|$)", module.name):
                found.update({name: kind for name, kind in vars(importlib.import_module(module.name)).items()})
    return {name: kind for name, kind in found.items() if is_typeddict(kind)}


def _answered(schema: Any) -> set[str]:
    """The components that answers reach."""
    found: set[str] = set()
    waiting = [
        answer
        for operations in schema["paths"].values()
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status != "default"
    ]
    while waiting:
        for name in set(re.findall(r"#/components/schemas/(\w+)'", str(waiting.pop()))) - found:
            found.add(name)
            waiting.append(schema["components"]["schemas"][name])
    return found


def test_every_answer_is_one_declared_shape(schema: Any) -> None:
    shapes = {name: kind for name, kind in _declared().items() if name.endswith("Shape")}
    extended = {
        name
        for name, kind in shapes.items()
        if any(kind.__annotations__.items() < other.__annotations__.items() for other in shapes.values())
    }
    declared = {name.removesuffix("Shape") for name in shapes}
    made = {name for name in _answered(schema) if not re.fullmatch(r"Paginated\w+List|\w+Enum|TurnEvent", name)}
    assert made - declared == set()
    assert declared - made <= {name.removesuffix("Shape") for name in extended}, "declared, and in no answer"


def test_nothing_is_declared_twice(schema: Any) -> None:
    """A serializer says what comes in, a shape what goes out."""
    inputs = {kind.__name__ for kind in _subclasses(BaseSerializer) if kind.__module__.split(".")[0] in _APPS}
    assert [name for name in inputs if name.endswith(("Serializer", "Shape"))] == []
    assert {f"{name}Request" for name in inputs} & _answered(schema) == set()
    assert inputs & _answered(schema) == set()


_APPS = {"organizations", "connectors", "conversations"}


def _subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)
