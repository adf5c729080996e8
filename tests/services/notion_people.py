"""What Mia and Ada shared with their connections at the stand-in of Notion: nothing of one is the other's."""

from tests.services.notion_stand_in import Connection, Record


def uuid(number: int) -> str:
    """An id as Notion gives it."""
    return f"00000000-0000-4000-8000-{number:012}"


ROW, PLAIN, SOURCE, DATABASE, TWO_SOURCES = (uuid(number) for number in (1, 2, 10, 11, 12))
KINDS: dict[str, Record] = {
    "Name": {"type": "title", "title": {}},
    "Note": {"type": "rich_text", "rich_text": {}},
    "Points": {"type": "number", "number": {"format": "number"}},
    "Stage": {"type": "select", "select": {"options": [{"name": "Idea"}, {"name": "Plan"}]}},
    "Status": {"type": "status", "status": {"options": [{"name": "Not started"}, {"name": "Done"}]}},
    "Tags": {"type": "multi_select", "multi_select": {"options": [{"name": "web"}, {"name": "app"}]}},
    "Due": {"type": "date", "date": {}},
    "Ready": {"type": "checkbox", "checkbox": {}},
    "Link": {"type": "url", "url": {}},
    "Owner": {"type": "people", "people": {}},
    "Parts": {"type": "relation", "relation": {}},
    "Sum": {"type": "formula", "formula": {}},
}


def connections() -> dict[str, Connection]:
    """By token."""
    mia, ada = _shared("Plan", "mia", 0), _shared("Minutes", "ada", 100)
    return {
        "mia": Connection(_me("Mia Kern", "mia@acme.example", "Acme"), mia),
        "ada": Connection(_me("Ada Byron", "ada@acme.example", "Acme"), ada),
        "reader": Connection(_me("Mia Kern", "mia@acme.example", "Acme"), mia, {"read"}),
        "key": Connection({"object": "user", "type": "bot", "name": "Robot", "bot": {}}, mia),
    }


def _me(name: str, email: str, workspace: str) -> Record:
    owner = {"type": "user", "user": {"type": "person", "name": name, "person": {"email": email}}}
    return {
        "object": "user",
        "type": "bot",
        "name": "Switchboard",
        "bot": {"owner": owner, "workspace_name": workspace},
    }


def _shared(title: str, name: str, first: int) -> dict[str, dict[str, Record]]:
    row = {**_page(title, uuid(first + 1)), "parent": {"type": "data_source_id", "data_source_id": uuid(first + 10)}}
    row["properties"] |= _values(uuid(first + 5))
    plain = {**_page(f"{title} notes", uuid(first + 2)), "parent": {"type": "page_id", "page_id": uuid(first + 3)}}
    source = {
        "object": "data_source",
        "id": uuid(first + 10),
        "title": [{"plain_text": f"{title} table"}],
        "url": f"https://www.notion.so/{first + 10:032}",
        "last_edited_time": "2026-11-20T10:00:00.000Z",
        "properties": {key: {"id": f"id-{key.lower()}", "name": key, **kind} for key, kind in KINDS.items()},
    }
    people = [
        {"id": uuid(first + 5), "type": "person", "name": name.title(), "person": {"email": f"{name}@acme.example"}},
        {"id": uuid(first + 6), "type": "bot", "name": "Robot", "bot": {}},
        {"id": uuid(first + 7), "type": "person", "name": "Sam", "person": {}},
    ]
    content = {"object": "page_markdown", "markdown": f"# {title}\n\nOne two\n\n- one\n", "truncated": False}
    comments = [
        {
            "id": f"c{at}",
            "discussion_id": "d1",
            "created_time": f"2026-11-2{at}T10:00:00.000Z",
            "created_by": {"object": "user", "id": uuid(first + 5)},
            "display_name": {"type": "user", "resolved_name": shown},
            "rich_text": [{"plain_text": "1 < 2"}, {"plain_text": " & done"}],
        }
        for at, shown in enumerate([name.title(), None])
    ]
    return {
        "pages": {each["id"]: each for each in (row, plain)},
        "markdown": {each["id"]: {**content, "unknown_block_ids": []} for each in (row, plain)},
        "comments": {each["id"]: comments for each in (row, plain)},  # type: ignore[dict-item]
        "data_sources": {source["id"]: source},
        "databases": {
            uuid(first + 11): {"data_sources": [{"id": source["id"], "name": "All"}]},
            uuid(first + 12): {"data_sources": [{"id": source["id"], "name": "All"}, {"id": uuid(1), "name": "Old"}]},
        },
        "users": {each["id"]: each for each in people},
    }


def _page(title: str, page_id: str) -> Record:
    return {
        "object": "page",
        "id": page_id,
        "url": f"https://www.notion.so/{page_id.replace('-', '')}",
        "last_edited_time": "2026-11-21T10:00:00.000Z",
        "in_trash": False,
        "properties": {"Name": {"id": "title", "type": "title", "title": [{"plain_text": title}]}},
    }


def _values(person: str) -> dict[str, Record]:
    return {
        "Note": {"type": "rich_text", "rich_text": [{"plain_text": '{"a"'}, {"plain_text": ": 1}"}]},
        "Points": {"type": "number", "number": 1e21},
        "Stage": {"type": "select", "select": {"name": "Idea"}},
        "Status": {"type": "status", "status": None},
        "Tags": {"type": "multi_select", "multi_select": [{"name": "web"}, {"name": "app"}]},
        "Due": {"type": "date", "date": {"start": "2026-12-01", "end": "2026-12-03", "time_zone": None}},
        "Ready": {"type": "checkbox", "checkbox": False},
        "Owner": {"type": "people", "people": [{"id": person, "name": "Mia"}, {"id": "no-name"}]},
        "Parts": {"type": "relation", "relation": [{"id": uuid(2)}], "has_more": True},
        "Sum": {"type": "formula", "formula": {"type": "number", "number": 0}},
        "Files": {"type": "files", "files": [{"name": "plan.pdf", "file": {"url": "https://secret.example/sig"}}]},
        "Total": {"type": "rollup", "rollup": {"type": "array", "array": [{"type": "number", "number": 2}]}},
        "Key": {"type": "unique_id", "unique_id": {"prefix": "PL", "number": 7}},
        "Checked": {"type": "verification", "verification": {"state": "verified"}},
        "Made by": {"type": "created_by", "created_by": {"id": person, "name": "Mia"}},
    }
