"""Every page of the owners' site, probed by Gus of Globex for a row of Acme."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model
from django.test import Client
from django.urls import reverse

from config.admin_sites import owners_site
from organizations.admin import TenantAdmin
from organizations.admin.sites import OwnersSite
from organizations.models import TenantModel
from tests.admin.conftest import Browser
from tests.admin.rows import ROWS
from tests.cast import Cast

PAGES = list(owners_site._registry.items())
every_page = pytest.mark.parametrize(("model", "page"), PAGES, ids=[m._meta.label for m, _ in PAGES])


def address(model: type[Model], action: str, *args: Any) -> str:
    return reverse(f"owner:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


@pytest.fixture
def foreign(request: pytest.FixtureRequest, cast: Cast) -> Any:
    """A row of Acme of the page's model."""
    return ROWS[request.getfixturevalue("model")](cast)


@pytest.fixture
def gus(cast: Cast, browser: Browser) -> Client:
    return browser(cast.gus)


@pytest.fixture
def ada(cast: Cast, browser: Browser) -> Client:
    return browser(cast.ada)


@every_page
def test_a_page_stands_on_the_one_base_and_shows_tenant_rows_only(model: type[Model], page: Any) -> None:
    assert isinstance(page, TenantAdmin)
    assert issubclass(model, TenantModel)
    assert model in ROWS, f"say in tests/admin/rows.py how to make a {model._meta.label}"


@every_page
def test_the_owner_sees_the_row_and_a_stranger_does_not(
    model: type[Model], page: Any, foreign: Any, ada: Client, gus: Client
) -> None:
    listed = address(model, "changelist")
    shown = address(model, "change", foreign.pk)
    assert str(foreign.pk) in ada.get(listed).content.decode()
    assert ada.get(shown).status_code == 200
    assert str(foreign.pk) not in gus.get(listed).content.decode()
    assert gus.get(listed).status_code == 200
    assert gus.get(shown).status_code == 404


@every_page
def test_a_strangers_request_for_a_row_is_a_404(model: type[Model], page: Any, foreign: Any, gus: Client) -> None:
    for action in ("change", "delete", "history"):
        for method in ("get", "post", "put", "delete"):
            answer = getattr(gus, method)(address(model, action, foreign.pk), {"name": "stolen"})
            assert answer.status_code == 404, (method, action)
            assert str(foreign) not in answer.content.decode()


@every_page
def test_a_page_without_its_own_limits_still_shows_nothing_foreign(
    model: type[Model], page: Any, foreign: Any, gus: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OwnersSite, "visible_rows", lambda self, rows, request: rows)
    assert str(foreign.pk) not in gus.get(address(model, "changelist")).content.decode()
    assert gus.get(address(model, "change", foreign.pk)).status_code == 404


@every_page
def test_nothing_is_added_deleted_or_confirmed(model: type[Model], page: Any, foreign: Any, ada: Client) -> None:
    assert ada.get(address(model, "add")).status_code == 403
    assert ada.post(address(model, "add"), {"name": "new"}).status_code == 403
    for method in ("get", "post"):
        assert getattr(ada, method)(address(model, "delete", foreign.pk), {"post": "yes"}).status_code == 404
    chosen = {"action": "delete_selected", "_selected_action": str(foreign.pk), "post": "yes"}
    ada.post(address(model, "changelist"), chosen)
    assert ada.get(address(model, "change", foreign.pk)).status_code == 200


@every_page
def test_a_filter_across_a_relation_is_refused(model: type[Model], page: Any, foreign: Any, gus: Client) -> None:
    probes = [
        "organization__slug=acme",
        f"id={foreign.pk}",
        f"pk__in={foreign.pk}",
        f"_to_field=id&id__exact={foreign.pk}",
    ]
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey):
            probes += [f"{field.name}__id__exact={foreign.pk}", f"{field.name}__organization__slug=acme"]
            probes += [f"{field.name}__user__password__startswith=p", f"{field.name}={foreign.pk}"]
    for probe in probes:
        answer = gus.get(f"{address(model, 'changelist')}?{probe}", follow=True)
        assert str(foreign.pk) not in answer.content.decode().replace(probe, ""), probe


@every_page
def test_choices_of_related_rows_are_the_owners_own_or_none(
    model: type[Model], page: TenantAdmin, cast: Cast, foreign: Any, rf: Any
) -> None:
    from organizations.tenancy import tenant

    request = rf.get("/owner/")
    request.owned = cast.gus
    with tenant(cast.globex.id):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.editable:
                rows = page.formfield_for_foreignkey(field, request).queryset
                assert {getattr(r, "organization_id", None) for r in rows} <= {cast.globex.id}


@every_page
def test_shortcuts_to_objects_and_lookups_are_closed(
    model: type[Model], page: Any, foreign: Any, ada: Client, gus: Client
) -> None:
    kind = ContentType.objects.get_for_model(model).pk
    app, name = model._meta.app_label, model._meta.model_name
    lookup = f"app_label={app}&model_name={name}&field_name=organization&term="
    for client in (ada, gus):
        assert client.get(f"/owner/r/{kind}/{foreign.pk}/").status_code == 404
        assert client.get(f"/owner/autocomplete/?{lookup}").status_code == 404


@every_page
@pytest.mark.parametrize("left", ["removed", "demoted"])
def test_an_ex_owner_finds_nothing_at_the_next_request(
    model: type[Model], page: Any, foreign: Any, cast: Cast, browser: Browser, left: str
) -> None:
    from organizations.tenancy import tenant

    omar = browser(cast.omar)
    assert omar.get(address(model, "changelist")).status_code == 200
    with tenant(cast.acme.id):
        cast.omar.remove() if left == "removed" else cast.omar.change_role("admin")
    for url in ("/owner/", address(model, "changelist"), address(model, "change", foreign.pk)):
        assert omar.get(url).status_code == 404


@every_page
def test_a_row_is_shown_without_hashes_secrets_and_instructions(
    model: type[Model], page: TenantAdmin, foreign: Any, ada: Client
) -> None:
    shown = ada.get(address(model, "change", foreign.pk)).content.decode()
    hidden = {f.name for f in model._meta.get_fields() if f.concrete} - {str(n) for n in page.fields or ()}
    for name in hidden:
        assert f"field-{name}" not in shown and f'name="{name}"' not in shown
