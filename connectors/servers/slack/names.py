"""Who and what ids in messages stand for: looked up for one call, and not kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.servers.slack.api import SlackRefused, slack
from connectors.servers.slack.mrkdwn import channels_in, people_in
from connectors.servers.texts import in_one_line

# Each is a request; of the others, the ids are shown. More than a few people are first looked for among many at once.
_MOST_PEOPLE, _MOST_CHANNELS = 25, 10
_FEW, _MANY = 5, 200


def name_of(person: Mapping[str, Any]) -> str:
    """The full name of this person, else what Slack shows."""
    profile = person.get("profile") or {}
    names = (profile.get("real_name"), person.get("real_name"), profile.get("display_name"), person.get("name"))
    return next((shown for name in names if (shown := in_one_line(name))), str(person.get("id", "")))


async def names_in(texts: Iterable[str], people: Iterable[str] = ()) -> dict[str, str]:
    """The names of `people` and of everybody and every channel that the texts mention, by id."""
    texts = list(texts)
    wanted = list(dict.fromkeys([*people, *people_in(texts)]))
    names = await _many() if len(wanted) > _FEW else {}
    for person in [one for one in wanted if one not in names][:_MOST_PEOPLE]:
        try:
            names[person] = name_of((await slack.ask_for("users.info", user=person))["user"])
        except SlackRefused:
            # Of another workspace, or gone.
            continue
    for channel in channels_in(texts)[:_MOST_CHANNELS]:
        try:
            names[channel] = in_one_line(
                (await slack.ask_for("conversations.info", channel=channel))["channel"]["name"]
            )
        except (SlackRefused, KeyError):
            continue
    return names


async def _many() -> dict[str, str]:
    """The people of the workspace, or of a large one the first."""
    return {one["id"]: name_of(one) for one in (await slack.ask_for("users.list", limit=_MANY))["members"]}
