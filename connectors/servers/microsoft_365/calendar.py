"""Microsoft 365's tool that reads the calendar, in the member's own time zone."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, cleaned
from connectors.servers.microsoft_365.api import LASTING_IDS, Graph, prefer
from connectors.servers.microsoft_365.mail import named, person
from connectors.servers.microsoft_365.server import SERVER, Limit
from connectors.servers.texts import in_one_line
from connectors.servers.tools import Cursor, Listed

_calendar, _settings = Graph("Calendars.Read"), Graph("MailboxSettings.Read")
_MOST_DAYS = 62
# Local days lie between UTC+14 and UTC-12, so more than this is asked for, and left out again by local time. Graph
# itself takes these two times in UTC whatever zone its answer is in.
_EARLIER, _LATER = timedelta(hours=15), timedelta(hours=13)
_FIELDS = (
    "id,subject,start,end,isAllDay,isCancelled,location,organizer,attendees,webLink,onlineMeeting,showAs,responseStatus"
)
# What Outlook calls zones that somebody made; Graph refuses them in a request.
_CUSTOM = ("tzone://", "Customized Time Zone")
Day = Annotated[str, Field(description="A day such as 2026-11-30.", pattern=r"^\d{4}-\d{2}-\d{2}$", max_length=10)]


class Event(BaseModel):
    """An event. `start` and `end` are local times; of an all-day event they are its first and last day."""

    id: str
    title: str
    start: str
    end: str
    time_zone: str
    is_all_day: bool
    is_cancelled: bool = False
    location: str = ""
    organizer: str = ""
    attendees: list[str] = []
    response: str = ""
    show_as: str = ""
    join_url: str = ""
    url: str


class Events(Listed):
    """The events of some days."""

    time_zone: str
    events: list[Event]

    def text(self) -> str:
        listed = "\n".join(map(_line, self.events)) or "No events on these days."
        return self.with_more(f"Times in {self.time_zone}.\n{listed}")


@SERVER.reads("List events")
async def list_events(
    first_day: Day,
    last_day: Annotated[
        str,
        Field(
            description="The last day, included; empty: only the first.",
            pattern=r"^(\d{4}-\d{2}-\d{2})?$",
            max_length=10,
        ),
    ] = "",
    time_zone: Annotated[
        str,
        Field(
            description="Such as Europe/Berlin; leave it out for the member's own.",
            pattern=r"^[A-Za-z0-9_ +/.:()-]*$",
            max_length=64,
        ),
    ] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Events:
    """List the member's calendar for one or some days, recurring events included, in their own time zone. Use it for
    what is planned and when they are free; not for other people's calendars."""
    first, last = _day(first_day), _day(last_day or first_day)
    if not first <= last < first + timedelta(days=_MOST_DAYS):
        raise Refused(f"The last day has to be the first or later, and at most {_MOST_DAYS} days are listed at once.")
    zone = time_zone.strip() or await _members_zone()
    query: dict[str, str | int | bool | list[str] | None] = {
        "startDateTime": f"{(datetime.combine(first, time()) - _EARLIER).isoformat()}Z",
        "endDateTime": f"{(datetime.combine(last, time()) + timedelta(days=1) + _LATER).isoformat()}Z",
        "$select": _FIELDS,
        "$orderby": "start/dateTime",
        "$top": limit,
    }
    found, following = await _calendar.page(
        "/me/calendarView", query, cursor, prefer(LASTING_IDS, f'outlook.timezone="{zone}"')
    )
    events = [_event(one) for one in found if _is_within(one, first, last)]
    return Events(time_zone=zone, events=events, next_cursor=following)


async def _members_zone() -> str:
    """The zone that the member chose in Outlook, in Windows' or IANA's words: Graph takes both."""
    said = (await _settings.get("/me/mailboxSettings/timeZone")).get("value")
    zone = in_one_line(said)
    return "UTC" if not zone or '"' in zone or zone.startswith(_CUSTOM) else zone


def _event(one: Mapping[str, Any]) -> Event:
    start, end = moments_of(one)
    is_all_day = one.get("isAllDay") is True
    return Event(
        id=str(one.get("id") or ""),
        title=in_one_line(one.get("subject")) or "(no title)",
        start=start.date().isoformat() if is_all_day else start.isoformat(timespec="minutes"),
        # The end of a whole day is the next one's first moment.
        end=(end.date() - timedelta(days=1)).isoformat() if is_all_day else end.isoformat(timespec="minutes"),
        time_zone=in_one_line(one["start"].get("timeZone")),
        is_all_day=is_all_day,
        is_cancelled=one.get("isCancelled") is True,
        location=in_one_line((one.get("location") or {}).get("displayName")),
        organizer=person(one["organizer"]) if one.get("organizer") else "",
        attendees=[_attendee(each) for each in one.get("attendees") or []],
        response=in_one_line((one.get("responseStatus") or {}).get("response")),
        show_as=in_one_line(one.get("showAs")),
        join_url=str((one.get("onlineMeeting") or {}).get("joinUrl") or ""),
        url=str(one.get("webLink") or ""),
    )


def moments_of(one: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Begin and end in the zone of Graph's answer, without an offset; of a whole day, midnights.

    A whole day has no zone: Graph gives the midnights of the zone that it was made in under any name, so they are
    neither converted nor believed to the hour.
    """
    start, end = (datetime.fromisoformat(one[name]["dateTime"]).replace(tzinfo=None) for name in ("start", "end"))
    return (_midnight(start), _midnight(end)) if one.get("isAllDay") is True else (start, end)


def _midnight(moment: datetime) -> datetime:
    """The nearest one."""
    return datetime.combine((moment + timedelta(hours=12)).date(), time())


def _is_within(one: Mapping[str, Any], first: date, last: date) -> bool:
    """Whether any of it is on these local days."""
    start, end = moments_of(one)
    begins, ends = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    return start < ends and (end > begins or start == end == begins)


def _day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
        # With room for the neighbouring days.
        if date.min.year < day.year < date.max.year:
            return day
        raise ValueError(words)
    except ValueError:
        raise Refused(f"{cleaned(words)!r} is not a day such as 2026-11-30.") from None


def _attendee(each: Mapping[str, Any]) -> str:
    answered = in_one_line((each.get("status") or {}).get("response"))
    return f"{person(each)} ({answered})" if answered not in ("", "none") else person(each)


def _line(one: Event) -> str:
    when = f"{one.start} to {one.end}, all day" if one.is_all_day else f"{one.start} to {one.end}"
    facts = [one.location, f"with {named(one.attendees)}" if one.attendees else "", one.show_as, one.join_url]
    said = f" ({'; '.join(fact for fact in facts if fact)})" if any(facts) else ""
    cancelled = "CANCELLED: " if one.is_cancelled else ""
    return f"- {when}: {cancelled}{one.title}{said} {one.url}"
