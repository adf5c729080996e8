"""The text of a file's bytes, by its name and kind."""

from connectors.servers.charsets import decoded
from connectors.servers.microsoft_365.teams_text import text_of

READABLE = "text, CSV, HTML, Word, PowerPoint and Excel"
_TEXTS = frozenset(
    {
        *("txt", "text", "md", "markdown", "csv", "tsv", "json", "xml", "yaml", "yml", "ini", "toml", "log"),
        *("sql", "py", "js", "ts", "css", "sh", "ics", "vcf", "srt", "vtt", "tex"),
    }
)
_HTML = frozenset({"html", "htm", "xhtml"})
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def text_in(name: str, kind: str, content: bytes) -> str | None:
    """The text; None when the file is of a kind that has none for us. Raises Refused for a broken office document."""
    ending = name.rpartition(".")[2].lower()
    declared = kind.partition("charset=")[2].partition(";")[0]
    kind = kind.partition(";")[0].strip().lower()
    if office := next((form for form, known in _OFFICE.items() if ending == form or kind == known), None):
        # Only these need the readers of archives and of XML.
        from connectors.servers.microsoft_365.office import read_office

        return read_office(office, content)
    if ending in _HTML or kind in ("text/html", "application/xhtml+xml"):
        return text_of(decoded(content, declared))
    if ending in _TEXTS or kind.startswith("text/") or kind in ("application/json", "application/xml"):
        return decoded(content, declared).replace("\r\n", "\n")
    return None
