"""Searches and reads of one patient's record, and a FHIR server's refusals in plain words."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from connectors.oauth.fetching import origin_of
from connectors.servers.api import Answer, Api, Refused, segment
from connectors.servers.health.values import Resource, concept, has_code, inside, objects, together, words
from connectors.servers.wire import current_call

JSON_KINDS = ("application/fhir+json", "application/json", "application/json+fhir")
# How many of the service's pages one call looks through, for one page of ours.
MOST_PAGES = 5
_LONGEST_CURSOR = 4000
_CURSOR = re.compile(r"(\d{1,6})(/[A-Za-z?][^\s\\]*|\?[^\s\\]+)")
_SCOPE = re.compile(r'scope="([^"]*)"')
WRONG = "entered-in-error"


@dataclass
class Found:
    """What a search gave: what it was for, what came along, and what has to be said about it."""

    kept: list[Resource] = field(default_factory=list)
    included: dict[str, Resource] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0
    next_cursor: str = ""

    def told(self) -> list[str]:
        """The notes, with how much was left out as wrong."""
        were = "entry was" if self.left_out == 1 else "entries were"
        wrong = f"{self.left_out} {were} left out: marked at the service as entered in error."
        return [*dict.fromkeys(self.notes), *([wrong] if self.left_out else [])]


class Health(Api):
    """A FHIR API. Everything is asked for the one patient whom the sign-in was for."""

    headers: Mapping[str, str] = {"accept": "application/fhir+json"}

    @property
    def patient(self) -> str:
        """The patient's id, as the token answer named it."""
        return current_call().subject or self.more_access("launch/patient")

    async def account(self) -> str:
        """The patient's name and id: a person may have access to a child's record too."""
        resource = await self.read("Patient", self.patient)
        return f"{name_of(resource)} (patient {self.patient[:100]})"

    async def read(self, kind: str, identity: str) -> Resource:
        """One resource, numbers exactly as written. Raises Refused where it is another one."""
        resource: Resource = self._resource(await self.ask("GET", f"/{kind}/{segment(identity)}"))
        if resource.get("resourceType") != kind:
            raise Refused(f"The service answered with something else than a {kind}.")
        if not is_about(resource, self.patient):
            raise Refused("This is in another patient's record: it is not read here.")
        return resource

    async def search(self, kind: str, query: Mapping[str, Sequence[str]], *, limit: int, cursor: str = "") -> Found:
        """One page of at most `limit`, from where `cursor` points; the service's own pages may be of another size."""
        found = Found()
        skipped, place = _place(cursor) if cursor else (0, self._first(kind, query, limit))
        for _ in range(MOST_PAGES):
            bundle = self._resource(await self.ask("GET", place))
            if bundle.get("resourceType") != "Bundle":
                raise Refused("The service answered with something else than a list.")
            taken = self._take(bundle, kind, found, limit, skipped)
            following = self._following(bundle, found)
            if taken is not None:
                found.next_cursor = _cursor(taken, place)
                return found
            if not following:
                return found
            skipped, place = 0, following
            if len(found.kept) == limit:
                break
        found.next_cursor = _cursor(0, place)
        return found

    def _first(self, kind: str, query: Mapping[str, Sequence[str]], limit: int) -> str:
        given = {name: value for name, value in query.items() if value}
        address = self._call.http.build_request(
            "GET", f"{self._call.base_url}/{kind}", params={"patient": self.patient, **given, "_count": str(limit)}
        )
        return f"/{kind}?{address.url.query.decode()}"

    def _take(self, bundle: Resource, kind: str, found: Found, limit: int, skipped: int) -> int | None:
        """Put the page's entries where they belong; where to go on when there are more than fit."""
        entries = objects(bundle.get("entry"))
        matches: list[Resource] = []
        for entry in entries:
            resource = inside(entry, "resource")
            if resource.get("resourceType") == kind and inside(entry, "search").get("mode", "match") == "match":
                matches.append(resource)
            elif resource.get("resourceType") == "OperationOutcome":
                found.notes.append(f"The service says: {issues(resource)}")
            else:
                found.included[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
        for index, resource in enumerate(matches[skipped:], start=skipped):
            if not is_about(resource, self.patient):
                found.notes.append("The service gave entries of another patient's record: they are left out.")
            elif is_wrong(resource):
                found.left_out += 1
            elif len(found.kept) == limit:
                return index
            else:
                found.kept.append(resource)
        return None

    def _following(self, bundle: Resource, found: Found) -> str:
        """The next page's place below the API's address; empty when there is none or when it is elsewhere."""
        links = [link.get("url") for link in objects(bundle.get("link")) if link.get("relation") == "next"]
        if not links:
            return ""
        base, link = self._call.base_url, str(links[0])
        if link.startswith(("/", "?")) or "://" not in link:
            link = str(self._call.http.build_request("GET", f"{base}/").url.join(link))
        rest = link[len(base) :]
        if origin_of(link) == origin_of(base) and link.startswith(base) and _CURSOR.fullmatch(f"0{rest}"):
            return rest
        found.notes.append("There is more, but the service's link to it leads away from its own address: not followed.")
        return ""

    def _resource(self, answer: Answer) -> Resource:
        decoded = answer.json(exact=True)
        if not isinstance(decoded, dict):
            raise Refused("The service answered with something that is no FHIR resource.")
        return decoded

    def refusal(self, answer: Answer) -> NoReturn:
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == 403 and "insufficient_scope" in challenge:
            named = _SCOPE.search(challenge)
            self.more_access(*(named[1].split() if named else ()))
        said = _said(answer) or "no reason given"
        if answer.status in (404, 410):
            raise Refused(f"The record does not have that, or no longer: {said}")
        if answer.status == 403:
            raise Refused(f"The service does not let this account read that: {said}")
        raise Refused(f"The service refused this ({answer.status}): {said}")


health = Health()


def is_wrong(resource: Resource) -> bool:
    """Whether the service itself says that this was never so."""
    # Of a document, `status` is about the entry and `docStatus` about what was written.
    is_so = WRONG in (resource.get("status"), resource.get("docStatus"))
    return is_so or has_code(resource.get("verificationStatus"), WRONG)


def is_about(resource: Resource, patient: str) -> bool:
    """Whether it belongs to this patient's record, or does not say whose it is.

    A server may ignore the parameter that says for whom is asked, and an id may be anybody's.
    """
    for name in ("subject", "patient"):
        parts = words(inside(resource, name).get("reference"), 500).split("/")
        if "Patient" in parts[:-1]:
            return parts[parts.index("Patient") + 1] == patient
    return True


def name_of(patient: Resource) -> str:
    """The name that the person goes by: official before others, none that is over."""
    names = [name for name in objects(patient.get("name")) if name.get("use") not in ("old", "maiden")]
    ranks = {"official": 0, "usual": 1}
    for name in sorted(names, key=lambda each: ranks.get(str(each.get("use")), 2)):
        given = name.get("given") if isinstance(name.get("given"), list) else []
        parts = " ".join(filter(None, [*(words(part, 60) for part in given or []), words(name.get("family"), 60)]))
        if said := words(name.get("text"), 90) or words(parts, 90):
            return said
    return "No name"


def issues(outcome: Resource) -> str:
    """An OperationOutcome's words, for people where it has those."""
    told = [
        concept(issue.get("details")) or words(issue.get("diagnostics")) or words(issue.get("code"))
        for issue in objects(outcome.get("issue"))[:3]
    ]
    return words(together(told, "; ")) or "no reason given"


def _said(answer: Answer) -> str:
    if answer.kind not in JSON_KINDS:
        return answer.words
    try:
        body: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    is_outcome = isinstance(body, dict) and body.get("resourceType") == "OperationOutcome"
    return issues(body) if is_outcome else answer.words


def _cursor(skipped: int, place: str) -> str:
    return f"{skipped}{place}" if len(place) < _LONGEST_CURSOR - 10 else ""


def _place(cursor: str) -> tuple[int, str]:
    parts = _CURSOR.fullmatch(cursor)
    if parts is None or ".." in parts[2].partition("?")[0]:
        raise Refused("This cursor is none of this tool's.")
    return int(parts[1]), parts[2]
