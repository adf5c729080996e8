"""What a page may name: never a secret, never what people wrote to each other."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Field

from organizations.sealing import SealedTextField

if TYPE_CHECKING:
    from organizations.admin.base import TenantAdmin

NEVER_SHOWN = frozenset(
    {"password", "token", "secret", "content", "text", "body", "arguments", "result", "raw", "instructions", "state"}
)
# A page that shows, searches or sorts by another row's project would tell the names of private ones.
NEVER_FOLLOWED = frozenset({"project"})
NEVER_ENDING_IN = ("_hash", "_token", "_secret", "_verifier", "_sealed")


def check_page(page: "TenantAdmin") -> None:
    """Raises ImproperlyConfigured when a page has no allow-list or names what no page may show."""
    if not page.fields:
        raise ImproperlyConfigured(f"{type(page).__name__} needs `fields`: the allow-list of what it shows.")
    for name in _names(page):
        if is_secret(page, name):
            raise ImproperlyConfigured(f"{type(page).__name__} must not show {name}.")
    for filtered in page.list_filter:
        field = _field(page, filtered)
        if field is None or field.is_relation:
            raise ImproperlyConfigured(f"{type(page).__name__} filters by its own columns only, not by {filtered}.")
    if unknown := set(page.editable) - {str(name) for name in page.fields}:
        raise ImproperlyConfigured(f"{type(page).__name__} edits fields that it does not show: {unknown}.")


def is_secret(page: "TenantAdmin", name: str) -> bool:
    """Whether this column or method of a page would show a secret or a body."""
    *_, last = parts = name.split("__")
    if NEVER_FOLLOWED.intersection(parts):
        return True
    return last in NEVER_SHOWN or last.endswith(NEVER_ENDING_IN) or isinstance(_field(page, name), SealedTextField)


def _names(page: "TenantAdmin") -> list[str]:
    searched = [name.lstrip("^=@") for name in page.search_fields]
    ordered = [str(name).lstrip("-") for name in page.ordering or ()]
    return [str(name) for name in (*(page.fields or ()), *page.list_display, *searched, *page.list_filter, *ordered)]


def _field(page: "TenantAdmin", name: Any) -> "Field[Any, Any] | None":
    try:
        field = page.model._meta.get_field(str(name))
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
