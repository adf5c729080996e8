"""accounts-A2: who proves that the mailbox is theirs ends whatever somebody else began under the address."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from connectors.models import ToolPolicy
from organizations.models import AccessToken, AuditEvent, Membership, Organization, Project, ProjectMember, User
from organizations.sealing import token_hash
from organizations.selectors import memberships_of
from organizations.tenancy import tenant
from tests.cast import PASSWORD, Cast, unconfirm
from tests.factories import make_connection, make_connector, make_conversation, set_policy
from tests.organizations.signing_in import AUTH, Browser

ADDRESS = "nora@example.org"
SQUATTERS = "a long pass phrase"
OWNERS = "another long phrase"
VERIFY = f"{AUTH}/email/verify"
ACCOUNT = "/_allauth/browser/v1/account"


@pytest.fixture
def squatter(db: None) -> Browser:
    """Somebody who signed up with Nora's address; Nora has the mail."""
    browser = Browser()
    assert browser.sign_up(email=ADDRESS, password=SQUATTERS, name="Nora").status_code == 200
    return browser


def mailed(path: str) -> str:
    """The key in the newest mail with such a link."""
    for message in reversed(mail.outbox):
        if found := re.search(rf"/accounts/{path}/(\S+?)/(?:\s|$)", str(message.body)):
            return unquote(found[1])
    raise AssertionError([str(message.body) for message in mail.outbox])


def confirmation() -> str:
    return mailed("confirm-email")


def reset(email: str = ADDRESS, password: str = OWNERS) -> Any:
    """Nora asks for a link and sets a new password."""
    owner = Browser()
    assert owner.send("POST", f"{AUTH}/password/request", {"email": email}).status_code == 200
    return owner.send("POST", f"{AUTH}/password/reset", {"key": mailed("password/reset/key"), "password": password})


def old_token(user: User) -> APIClient:
    """A token from before there was a rule."""
    AccessToken.objects.create(user=user, name="old", prefix="sb_pat_", token_hash=token_hash("sb_pat_old"))
    return APIClient(headers={"Authorization": "Bearer sb_pat_old"})


def is_in(browser: Browser) -> bool:
    return browser.client.get("/api/v1/me").status_code == 200


def test_a_reset_ends_every_session_and_token_and_confirms_the_address(squatter: Browser) -> None:
    user = User.objects.get()
    client = old_token(user)
    assert client.get("/api/v1/me").status_code == 200 and is_in(squatter)
    reset()
    assert client.get("/api/v1/me").status_code == 401
    assert not is_in(squatter)
    assert Browser().sign_in(ADDRESS, SQUATTERS).status_code == 400
    owner = Browser()
    assert owner.sign_in(ADDRESS, OWNERS).status_code == 200
    assert owner.client.get("/api/v1/me").json()["keep_things"]["allowed"]


def plant(squatter: Browser) -> Membership:
    """What one could leave behind: a chat, a project (from before there was a rule) and names."""
    user = User.objects.get()
    [own] = memberships_of(user)
    api = f"/api/v1/organizations/{own.organization.slug}"
    assert squatter.send("POST", f"{api}/conversations", {"title": "Planted"}).status_code == 201
    assert squatter.send("PATCH", "/api/v1/me", {"name": "Planted"}).status_code == 200
    with tenant(own.organization_id):
        row = Project.objects.create(organization_id=own.organization_id, name="Planted", created_by=own)
        ProjectMember.objects.create(organization_id=own.organization_id, project=row, member=own)
        Organization.objects.filter(pk=own.organization_id).update(name="Planted")
    return own


def seen(browser: Browser) -> tuple[str, str, int, int]:
    """The person's name, the space's, and how many chats and projects there are."""
    me = browser.client.get("/api/v1/me").json()
    [own] = me["memberships"]
    api = f"/api/v1/organizations/{own['organization']['slug']}"
    chats, projects = (browser.client.get(f"{api}/{kind}").json()["results"] for kind in ("conversations", "projects"))
    return me["name"], own["organization"]["name"], len(chats), len(projects)


def test_the_first_reset_leaves_nothing_of_what_somebody_else_planted(squatter: Browser) -> None:
    own = plant(squatter)
    assert seen(squatter) == ("Planted", "Planted", 1, 1)
    reset()
    owner = Browser()
    owner.sign_in(ADDRESS, OWNERS)
    assert seen(owner) == ("", "nora's space", 0, 0)
    with tenant(own.organization_id):
        told = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"organization.updated", "project.deleted", "password.reset"} <= told


def test_the_first_reset_leaves_no_account_of_somebody_else(squatter: Browser) -> None:
    """From before connecting waited for the address: the accounts and servers are of whoever typed it."""
    own = plant(squatter)
    connector = make_connector(own, url="https://planted.example/mcp")
    account = make_connection(connector, own)
    set_policy(connector, "*", "allow", own)
    reset()
    with tenant(own.organization_id):
        account.refresh_from_db()
        connector.refresh_from_db()
        assert (account.status, connector.is_enabled, ToolPolicy.objects.count()) == ("revoked", False, 0)


def test_confirming_by_ones_own_link_keeps_ones_own_things(squatter: Browser) -> None:
    plant(squatter)
    assert squatter.send("POST", VERIFY, {"key": confirmation()}).status_code == 200
    assert seen(squatter) == ("Planted", "Planted", 1, 1)


def test_a_reset_of_a_confirmed_account_keeps_what_is_its_owners(squatter: Browser) -> None:
    squatter.send("POST", VERIFY, {"key": confirmation()})
    plant(squatter)
    reset()
    owner = Browser()
    owner.sign_in(ADDRESS, OWNERS)
    assert seen(owner) == ("Planted", "Planted", 1, 1)


def test_a_first_reset_leaves_a_teams_name_and_chats_alone(cast: Cast) -> None:
    unconfirm(cast.ada)
    chat = make_conversation(cast.ada)
    reset("ada@acme.example")
    cast.acme.refresh_from_db()
    with tenant(cast.acme.id):
        chat.refresh_from_db()
    assert (cast.acme.name, chat.deleted_at) == ("Acme", None)


def test_a_reset_through_the_page_does_the_same(cast: Cast) -> None:
    browser, client = Browser(), old_token(cast.mia.user)
    browser.sign_in("mia@acme.example", PASSWORD)
    page = Client()
    page.post("/accounts/password/reset/", {"email": "mia@acme.example"})
    link = f"/accounts/password/reset/key/{mailed('password/reset/key')}/"
    address = page.get(link, follow=True).redirect_chain[-1][0]
    page.post(address, {"password1": OWNERS, "password2": OWNERS})
    assert not is_in(browser) and client.get("/api/v1/me").status_code == 401
    with tenant(cast.acme.id):
        told = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"password.reset", "token.revoked"} <= told


def test_a_reset_takes_a_second_address_away(squatter: Browser) -> None:
    user = User.objects.get()
    user.emailaddress_set.create(email="squatter@x.example", verified=True)
    reset()
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [(ADDRESS, True, True)]


def test_a_reset_link_goes_to_the_accounts_own_address_only(squatter: Browser) -> None:
    User.objects.get().emailaddress_set.create(email="squatter@x.example", verified=True)
    mail.outbox.clear()
    Browser().send("POST", f"{AUTH}/password/request", {"email": "squatter@x.example"})
    assert not [message for message in mail.outbox if "password/reset/key" in str(message.body)]


@pytest.mark.parametrize("email", ["squatter@x.example", "mia@acme.example", "SQUATTER@x.example"])
@pytest.mark.usefixtures("cast")
def test_no_second_address_can_be_added(squatter: Browser, email: str) -> None:
    assert squatter.send("POST", f"{ACCOUNT}/email", {"email": email}).status_code == 400
    squatter.send("PATCH", f"{ACCOUNT}/email", {"email": email, "primary": True})
    squatter.send("DELETE", f"{ACCOUNT}/email", {"email": ADDRESS})
    page = squatter.client
    page.post("/accounts/email/", {"action_add": "", "email": email})
    user = User.objects.get(email=ADDRESS)
    assert list(user.emailaddress_set.values_list("email", "verified")) == [(ADDRESS, False)]


def test_a_link_alone_confirms_nothing(squatter: Browser) -> None:
    key = confirmation()
    for browser in (Browser(), _as_somebody_else()):
        answer = browser.send("POST", VERIFY, {"key": key})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "sign_in_first")
        page = browser.client.post(f"/accounts/confirm-email/{key}/", headers=browser_token(browser))
        assert page.status_code == 302 and page["Location"].startswith("/sign-in?next=/accounts/confirm-email/")
    assert not User.objects.get(email=ADDRESS).has_verified_email


def _as_somebody_else() -> Browser:
    browser = Browser()
    browser.sign_up(email="other@example.org", password=SQUATTERS, name="Other")
    return browser


def browser_token(browser: Browser) -> dict[str, str]:
    return {"X-CSRFToken": next(c.value for name, c in browser.client.cookies.items() if "csrf" in name)}


@pytest.mark.parametrize("who", ["signed out", "somebody else", "the person"])
def test_opening_the_link_changes_nothing(squatter: Browser, who: str) -> None:
    key = confirmation()
    browser = {"signed out": Browser, "somebody else": _as_somebody_else, "the person": lambda: squatter}[who]()
    was_in = is_in(browser)
    page = browser.client.get(f"/accounts/confirm-email/{key}/")
    assert page.status_code == 200
    assert (b"Confirm</button>" in page.content) == (who == "the person")
    assert (b"Set a password of your own" in page.content) == (who != "the person")
    assert is_in(browser) == was_in and not User.objects.get(email=ADDRESS).has_verified_email


@pytest.mark.parametrize("door", ["page", "api"])
def test_confirming_goes_on_here_and_ends_other_sessions_and_tokens(squatter: Browser, door: str) -> None:
    client = old_token(User.objects.get())
    owner = Browser()
    owner.sign_in(ADDRESS, SQUATTERS)
    key = confirmation()
    if door == "api":
        assert owner.send("POST", VERIFY, {"key": key}).status_code == 200
    else:
        done = owner.client.post(f"/accounts/confirm-email/{key}/", headers=browser_token(owner))
        assert (done.status_code, done["Location"]) == (302, "/")
    assert is_in(owner) and not is_in(squatter)
    assert client.get("/api/v1/me").status_code == 401
    assert owner.client.get("/api/v1/me").json()["keep_things"]["allowed"]
    assert owner.send("POST", "/api/v1/me/tokens", {"name": "laptop"}).status_code == 201


def test_a_change_of_the_password_ends_other_sessions_and_tokens_on_request(cast: Cast) -> None:
    here, there, client = Browser(), Browser(), old_token(cast.mia.user)
    for browser in (here, there):
        browser.sign_in("mia@acme.example", PASSWORD)
    new = {"current_password": PASSWORD, "new_password": OWNERS}
    assert here.send("POST", f"{ACCOUNT}/password/change", new).status_code == 200
    assert is_in(here) and not is_in(there)
    assert client.get("/api/v1/me").status_code == 200
    assert here.send("DELETE", "/api/v1/me/tokens").status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    with tenant(cast.acme.id):
        told = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"password.changed", "token.revoked"} <= told


def test_ending_all_tokens_leaves_other_peoples_alone(cast: Cast) -> None:
    client = old_token(cast.gus.user)
    assert cast.client(cast.mia).delete("/api/v1/me/tokens").status_code == 204
    assert client.get("/api/v1/me").status_code == 200


def test_a_request_of_a_session_that_has_just_ended_leaves_no_token(cast: Cast) -> None:
    # Its session was looked at, then the reset came through.
    client = cast.client(cast.mia)
    User.objects.get(pk=cast.mia.user.pk).end_sessions()
    answer = client.post("/api/v1/me/tokens", {"name": "late"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")
    assert not AccessToken.objects.exists()


def test_a_link_that_is_used_or_old_says_how_to_get_another(squatter: Browser) -> None:
    key = confirmation()
    squatter.send("POST", VERIFY, {"key": key})
    assert b"has been used" in squatter.client.get(f"/accounts/confirm-email/{key}/").content
    assert squatter.send("POST", VERIFY, {"key": key}).status_code == 400


def test_the_link_is_sent_again_on_request(squatter: Browser) -> None:
    mail.outbox.clear()
    assert squatter.send("PUT", f"{ACCOUNT}/email", {"email": ADDRESS}).status_code == 200
    assert confirmation()


def test_sessions_end_by_time_and_not_before(cast: Cast) -> None:
    browser = Browser()
    browser.sign_in("mia@acme.example", PASSWORD)
    assert is_in(browser)
    User.objects.filter(pk=cast.mia.user.pk).update(sessions_ended_at=timezone.now() - timedelta(seconds=1))
    assert not is_in(browser)
