"""What a person sees before allowing: which app, which service, what it reads and writes, and as whom."""

from urllib.parse import urlsplit

from mcp.shared.auth import OAuthClientInformationFull
from starlette.responses import HTMLResponse

from connectors.demo.authorization.requests import ConsentRequest
from connectors.demo.pages import Html, fill, list_of, page
from connectors.demo.people import PEOPLE, Person
from connectors.demo.services import Service
from connectors.demo.words import clean

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
