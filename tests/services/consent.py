"""A person at a service's own pages: they pick who they are, and go back to where the service sends them."""

import base64
import hashlib
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx2

# With an entered client id each listing has an address of its own to come back to.
_SLUGS = ("google-drive", "gmail", "microsoft-365", "slack", "linear", "health-records", "canva")


def callbacks_of(workspace: str) -> list[str]:
    """Where the services send people back to, for the workspace at this address."""
    callback = f"{workspace}/oauth/callback"
    return [callback, *(f"{callback}/{slug}" for slug in _SLUGS)]


CALLBACKS = callbacks_of("http://localhost:8000")
CALLBACK = CALLBACKS[0]
VERIFIER = "a-verifier-that-is-long-enough-for-everybody-who-looks"


class Forms(HTMLParser):
    """The forms of a page: where each goes, its fields, and the words that stand in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[str]]] = []
        self._is_open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}, []))
            self._is_open = True
        elif tag == "input" and self._is_open and given.get("name"):
            self.forms[-1][1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.forms[-1][2].append(data.strip())


class NotOnThePage(AssertionError):
    """The page does not offer this person; the message begins with its status."""


def consent(authorization_url: str, email: str) -> str:
    """Open the address, press the button of this person; where the service sends the browser in the end."""
    with httpx2.Client(trust_env=False, timeout=20) as browser:
        page = browser.get(authorization_url, follow_redirects=True)
        for action, fields, words in Forms(page.text).forms:
            if page.status_code == 200 and email in [*fields.values(), *words]:
                return _away(browser, browser.post(urljoin(str(page.url), action), data=fields))
        raise NotOnThePage(f"{page.status_code}: {page.text[:500]}")


def _away(browser: httpx2.Client, answer: httpx2.Response) -> str:
    """Follow the service's redirects until one leads away from it."""
    while answer.status_code in (302, 303):
        target = urljoin(str(answer.url), answer.headers["location"])
        if urlsplit(target).netloc != answer.url.netloc.decode():
            return target
        answer = browser.get(target)
    raise NotOnThePage(f"{answer.status_code}: {answer.text[:500]}")


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))


def with_query(url: str, parameters: dict[str, str]) -> str:
    """The address with these parameters and the challenge of VERIFIER."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    return f"{url}?{urlencode({**parameters, 'code_challenge': challenge, 'code_challenge_method': 'S256'})}"
