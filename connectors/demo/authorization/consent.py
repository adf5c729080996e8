"""The consent page's two requests: show it, and take the person's answer."""

from functools import partial

from anyio import to_thread
from mcp.server.auth.provider import construct_redirect_uri
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from connectors.demo.authorization.consent_page import consent_page
from connectors.demo.authorization.provider import CONSENT_PATH, DemoProvider
from connectors.demo.authorization.requests import ConsentRequest
from connectors.demo.pages import message_page
from connectors.demo.people import Person, person_by_email

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
        signed_id, decision = _text(form.get("request")), _text(form.get("decision"))
        person = person_by_email(_text(form.get("person")))
        if decision == "allow" and person is None:
            return await self._page(signed_id, problem=True)
        asked = await to_thread.run_sync(self._provider.requests.take, signed_id)
        if asked is None or decision not in ("allow", "cancel"):
            return _gone()
        if decision == "cancel" or person is None:
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
