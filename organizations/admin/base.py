"""The one base of every page of both sites; shows and allows nothing that a page does not name."""

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest

from organizations.admin.sites import ClosedSite
from organizations.sealing import SealedTextField

# What a page may name: never a secret, never what people wrote to each other.

if TYPE_CHECKING:
    pass

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


if TYPE_CHECKING:
    _Page = ModelAdmin[Any]
else:  # not generic at run time
    _Page = ModelAdmin


class TenantAdmin(_Page):
    """A page that lists and shows rows which its site may see, field by named field.

    `fields` is the allow-list; of these only `editable` ones change. There is no adding, no deleting, no bulk
    action, no history, no lookup across a relation. A page that names a secret or a body is refused at start-up.
    """

    editable: ClassVar[tuple[str, ...]] = ()
    actions = None
    view_on_site = False
    show_facets = ShowFacets.NEVER
    admin_site: ClosedSite

    def __init__(self, model: type[Model], admin_site: ClosedSite) -> None:
        super().__init__(model, admin_site)
        check_page(self)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Only rows that the site shows. Row-level security would refuse others even without this."""
        return self.admin_site.visible_rows(super().get_queryset(request), request)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Offers only rows that the site shows; none for a model that it does not show."""
        rows = db_field.remote_field.model._default_manager.all()
        kwargs["queryset"] = self.admin_site.visible_rows(rows, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> None:
        """No page edits many-to-many relations."""
        return

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All fields that are not in `editable`."""
        return [str(name) for name in self.get_fields(request, obj) if name not in self.editable]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Filters work on the page's own columns, never across a relation."""
        name, _, rest = lookup.partition("__")
        return name in self.list_filter and rest in {"", "exact", "isnull", "gte", "lt", "in"}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are addressed by their id only."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.editable) and self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Answers 404 for a row that the site does not show, before permissions are checked."""
        if object_id is not None and self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> NoReturn:
        """Closed: the audit log has the history."""
        raise Http404

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> NoReturn:
        """Closed: a confirmation would list rows of other models."""
        raise Http404
