"""The consent page's two requests: show it, and take the person's answer."""

from functools import partial
from urllib.parse import urlsplit

from anyio import to_thread
from mcp.server.auth.provider import construct_redirect_uri
from mcp.shared.auth import OAuthClientInformationFull
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from connectors.demo.authorization.provider import CONSENT_PATH, DemoProvider
from connectors.demo.authorization.records import ConsentRequest
from connectors.demo.database import PEOPLE, Person, clean, person_by_email
from connectors.demo.pages import Html, fill, list_of, message_page, page
from connectors.demo.services import Service

# What a person sees before allowing: which app, which service, what it reads and writes, and as whom.

_MAX_NAME = 60
_NO_CHOICE = Html('<p class="problem" role="alert">Choose who you are, then press Allow.</p>')


def consent_page(
    request: ConsentRequest,
    client: OAuthClientInformationFull,
    service: Service,
    *,
    signed_id: str,
    action: str,
    chosen: str = "",
    problem: bool = False,
) -> HTMLResponse:
    """The consent page. `chosen` is the e-mail to preselect; `problem` asks again for a person."""
    body = fill(
        "consent.html",
        slug=service.slug,
        initial=service.slug[0].upper(),
        service=service.title,
        client=name_of_client(client),
        return_to=urlsplit(str(request.params.redirect_uri)).netloc,
        effects=_effects(service, request.params.scopes or []),
        action=action,
        request=signed_id,
        problem=_NO_CHOICE if problem else "",
        people=Html("".join(_choice(person, chosen) for person in PEOPLE)),
    )
    origin = origin_of(str(request.params.redirect_uri))
    return page(f"Connect {service.title}", body, status=422 if problem else 200, may_go_to=origin)


def name_of_client(client: OAuthClientInformationFull) -> str:
    """What the app calls itself, cut to a sensible length."""
    return clean(client.client_name or "")[:_MAX_NAME] or "An app without a name"


def origin_of(uri: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def _effects(service: Service, scopes: list[str]) -> Html:
    effects = [
        ("It can read", service.reads, service.read_scope),
        ("It can write", service.writes, service.write_scope),
    ]
    return Html(
        "".join(
            fill("effect.html", heading=heading, items=list_of(items))
            for heading, items, scope in effects
            if scope in scopes
        )
    )


def _choice(person: Person, chosen: str) -> Html:
    return fill(
        "person.html",
        email=person.email,
        name=person.name,
        organization=person.organization,
        initials="".join(word[0] for word in person.name.split()),
        checked="checked" if person.email == chosen.strip().lower() else "",
    )


_NO_STORE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class ConsentEndpoint:
    """Asks a person. No cookie is set or read: the page itself carries the signed, one-use request id."""

    def __init__(self, provider: DemoProvider) -> None:
        self._provider = provider

    async def show(self, request: Request) -> Response:
        """GET: the page, with the person of `login_hint` chosen already."""
        return await self._page(
            request.query_params.get("request", ""), chosen=request.query_params.get("login_hint", "")
        )

    async def answer(self, request: Request) -> Response:
        """POST: back to the app, with a code or with `access_denied`."""
        form = await request.form()
        signed_id, choice = _text(form.get("request")), _text(form.get("choice"))
        person = person_by_email(_text(form.get("person")))
        if choice == "allow" and person is None:
            return await self._page(signed_id, problem=True)
        asked = await to_thread.run_sync(self._provider.requests.take, signed_id)
        if asked is None or choice not in ("allow", "cancel"):
            return _gone()
        if choice == "cancel" or person is None:
            return self._back(asked, error="access_denied", error_description="The person cancelled")
        return self._back(asked, code=await to_thread.run_sync(partial(self._allow, asked, person)))

    def _allow(self, asked: ConsentRequest, person: Person) -> str:
        grant = self._provider.grants.add(asked.client_id, person.email, str(asked.params.resource))
        return self._provider.codes.add(grant, asked.params)

    def _back(self, asked: ConsentRequest, **answer: str) -> Response:
        """To the app's own address, naming ourselves as issuer (RFC 9207)."""
        answer |= {"iss": self._provider.site.base_url}
        target = construct_redirect_uri(str(asked.params.redirect_uri), state=asked.params.state, **answer)
        return RedirectResponse(target, status_code=303, headers=_NO_STORE)

    async def _page(self, signed_id: str, *, chosen: str = "", problem: bool = False) -> Response:
        asked = await to_thread.run_sync(self._provider.requests.peek, signed_id)
        client = await self._provider.get_client(asked.client_id) if asked else None
        service = self._provider.site.service_for(asked.params.resource) if asked else None
        if asked is None or client is None or service is None:
            return _gone()
        action = self._provider.site.url(CONSENT_PATH)
        return consent_page(asked, client, service, signed_id=signed_id, action=action, chosen=chosen, problem=problem)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _gone() -> Response:
    return message_page(
        "This request is no longer open",
        "It was answered already, or it is older than ten minutes. Go back to the app and connect again.",
        status=410,
    )
