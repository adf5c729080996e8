"""An address that reads like another one is nobody's: not signed up, not invited, and not taken for the other."""

# ruff: noqa: RUF001  (the look-alike letters are the point)
import pytest
from django.test import Client

from organizations.models import AuditEvent, Invitation, User
from organizations.refusals import Invalid
from organizations.tenancy import tenant
from organizations.text import typed_address
from tests.cast import Cast
from tests.organizations.signing_in import Browser

ALIKE = [
    *("mıa@acme.example", "MıA@acme.example", "guſ@globex.example", "mİa@acme.example", "mi\u0307a@acme.example"),
    *("mia@acme.eｘample", "mia@ﬁrm.example", "mia@straße.example", "mia@acmé.example".replace("é", "e\u0301")),
    *("mia@acme．example", "mia@ſun.example", "mia@οδος.example", "mia@sın.example"),
]
UNSEEN = [
    *("mia@ac\u200bme.example", "mia@acme\u00ad.example", "mia@a\u2060cme.example", "mia@ac\u034fme.example"),
    *("mia@acme\ufe0f.example", "mia@acme\u200d.example", "mia@ac\u202eme.example", '"\x01mia"@acme.example'),
]
PLAIN = ["mia@acme.example", "MIA@Acme.example", "m.ia+x@acme.example", "mia@münchen.example", "mia@ACMÉ.example"]
TYPED = ["mıa@acme.example", "MİA@acme.example", "mia@straße.example"]


@pytest.mark.parametrize("address", ALIKE)
def test_an_address_with_letters_that_read_like_others_is_refused(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed_address(address)
    assert refused.value.code == "look_alike_address"


@pytest.mark.parametrize("address", UNSEEN)
def test_an_address_with_a_sign_that_nobody_sees_is_nobodys(cast: Cast, address: str) -> None:
    """Django takes it (IDNA drops such signs), the mail goes to the address that it reads like."""
    with pytest.raises(Invalid):
        typed_address(address)
    before = User.objects.count()
    assert Browser().sign_up(email=address, password="a long pass phrase", name="Not Mia").status_code == 400
    answer = cast.client(cast.ada).post("/api/v1/organizations/acme/invitations", {"email": address}, format="json")
    assert answer.status_code == 400
    assert User.objects.count() == before


@pytest.mark.parametrize("address", PLAIN)
def test_another_address_is_kept_in_small_letters(address: str) -> None:
    assert typed_address(address) == address.lower()


@pytest.mark.parametrize("address", TYPED)
def test_nobody_signs_up_with_such_an_address(cast: Cast, address: str) -> None:
    before = User.objects.count()
    answer = Browser().sign_up(email=address, password="a long pass phrase", name="Not Mia")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["param"], error["code"]) == ("email", "look_alike_address") and "plain letters" in error["message"]
    assert User.objects.count() == before


@pytest.mark.django_db
def test_the_page_refuses_it_too() -> None:
    fields = {"email": "mıa@acme.example", "password1": "a long pass phrase", "name": "Not Mia"}
    page = Client().post("/accounts/signup/", fields)
    assert page.status_code == 200 and "plain letters" in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("address", TYPED)
def test_nobody_is_invited_by_such_an_address(cast: Cast, address: str) -> None:
    answer = cast.client(cast.ada).post("/api/v1/organizations/acme/invitations", {"email": address}, format="json")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("email", "look_alike_address")
    with tenant(cast.acme.id):
        assert not Invitation.objects.exists()


def failures(cast: Cast) -> int:
    with tenant(cast.acme.id):
        return AuditEvent.objects.filter(action="login.failed").count()


@pytest.mark.parametrize(
    ("typed", "noted"), [("mıa@acme.example", 0), ("MIA@Acme.example", 1), ("mia@acme.example", 1)]
)
def test_a_failed_sign_in_is_noted_with_the_person_of_exactly_this_address(cast: Cast, typed: str, noted: int) -> None:
    assert Browser().sign_in(typed, "a wrong password").status_code == 400
    assert failures(cast) == noted


def test_a_person_is_found_by_exactly_their_address(cast: Cast) -> None:
    assert User.objects.get_by_natural_key("MIA@acme.example") == cast.mia.user
    for other in ("mıa@acme.example", None):
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(other)


def test_a_person_who_got_such_an_address_before_hears_of_their_own_failed_sign_ins(cast: Cast) -> None:
    User.objects.create_user("mıa@acme.example", "a long pass phrase")
    Browser().sign_in("mia@acme.example", "a wrong password")
    assert failures(cast) == 1
