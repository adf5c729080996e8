"""A mail without what it quotes: what its sender wrote, and not the mails before it once more."""

import re

# "On Friday, Mia wrote:" in the languages of common mail programs; it may be folded over three lines.
_ATTRIBUTION = re.compile(
    r"^(?:>\s*)?(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|kl|på)\b.{0,400}"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napsal|napisał)[^\n]{0,120}:\s*$",
    re.IGNORECASE | re.DOTALL,
)
# Outlook writes no `>`: a line, or the head of the mail before.
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale"
    r"|oorspronkelijk bericht|mensagem original|ursprungligt meddelande)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_HEAD_FROM = re.compile(r"^\s*\*?(?:from|von|de|da|van|från|fra)\s?:\*?\s+\S", re.IGNORECASE)
_HEAD_SENT = re.compile(
    r"^\s*\*?(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|verzonden|skickat|sendt)\s?:\*?\s+\S",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|vs|doorst|vb)\s*:", re.IGNORECASE)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_MOST_LINES = 20_000


def without_quotes(text: str, subject: str = "") -> tuple[str, bool]:
    """What stands above (or below) the quoted mails, and whether anything was cut.

    Quotes between the lines stay, because answers to them mean nothing without; a mail that was passed on keeps what
    it passes on, and one that is nothing but a quote stays as it is.
    """
    lines = text.split("\n")[:_MOST_LINES]
    kept = lines if _FORWARDED.match(subject) else lines[: _head_of_original(lines)]
    kept = _without_last_quote(kept)
    kept = _without_first_quote(kept)
    left = "\n".join(kept).strip()
    whole = text.strip()
    return (left, left != whole) if left else (whole, False)


def _head_of_original(lines: list[str]) -> int:
    """The line where Outlook's copy of the mail before begins."""
    for number, line in enumerate(lines):
        is_head = _HEAD_FROM.match(line) and any(_HEAD_SENT.match(below) for below in lines[number + 1 : number + 4])
        if is_head or _ORIGINAL.match(line):
            return number - 1 if number and _RULE.match(lines[number - 1]) else number
    return len(lines)


def _without_last_quote(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and (_is_quoted(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    return lines[: _above_attribution(lines, start)] if any(map(_is_quoted, lines[start:end])) else lines


def _above_attribution(lines: list[str], start: int) -> int:
    """Where the sentence above the quote begins that says whose it is."""
    for above in (1, 2, 3):
        if start >= above and _ATTRIBUTION.match("\n".join(lines[start - above : start]).strip()):
            return start - above
    last = lines[start - 1].rstrip() if start else ""
    return start - 1 if "@" in last and last.endswith((":", "\uff1a")) else start


def _without_first_quote(lines: list[str]) -> list[str]:
    """For those who answer below: the quote at the top, where something follows it."""
    first = next((number for number, line in enumerate(lines) if _is_quoted(line)), None)
    if first is None or not _says_only_whose(lines[:first]):
        return lines
    end = first
    while end < len(lines) and (_is_quoted(lines[end]) or not lines[end].strip()):
        end += 1
    # Otherwise it is a talk between the lines.
    return lines if any(map(_is_quoted, lines[end:])) else lines[end:]


def _says_only_whose(lines: list[str]) -> bool:
    said = "\n".join(lines).strip()
    return not said or _ATTRIBUTION.match(said) is not None


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")
