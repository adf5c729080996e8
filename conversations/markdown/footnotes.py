"""Footnotes: none is lost, and their ids are those of one message (`env["prefix"]`).

A rule of our own: the plugin for markdown-it-py drops a note to which nothing refers, as the chat's library did.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_NAME = r"\[\^((?:\\.|[^\]\s\[\\])+)\]"
_NOTE = re.compile(_NAME + ":[ \t]*")
_REFERENCE = re.compile(_NAME)
INDENT = 4


@dataclass(eq=False)
class Note:
    """One definition: its blocks, its number, and how often it is referred to."""

    name: str
    number: int = 0
    references: int = 0
    tokens: list[Token] = field(default_factory=list)


def footnotes(md: MarkdownIt) -> None:
    """Let `[^name]: text` be a note and `[^name]` refer to it."""
    md.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.after("link", "note_reference", _reference)
    md.core.ruler.after("block", "notes_apart", _take_apart)
    md.core.ruler.after("inline", "notes_last", _put_last)
    md.add_render_rule("note_reference", _render_reference)
    md.add_render_rule("note_back", _render_back)


def _note(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A definition and what is indented below it."""
    start = state.bMarks[first] + state.tShift[first]
    found = _NOTE.match(state.src, start, state.eMarks[first])
    if found is None or state.is_code_block(first):
        return False
    if silent:
        return True
    state.push("note_open", "", 1).meta = {"name": _key(found[1])}
    _within(state, first, last, found.end())
    state.push("note_close", "", -1)
    return True


def _within(state: StateBlock, first: int, last: int, content: int) -> None:
    """The blocks of the note: its first line from `content` on, and lines that stand four further in."""
    kept = state.bMarks[first], state.tShift[first], state.sCount[first], state.blkIndent, state.parentType
    state.bMarks[first], state.tShift[first] = content, 0
    state.sCount[first] = state.blkIndent = state.blkIndent + INDENT
    state.parentType = "blockquote"
    state.md.block.tokenize(state, first, last)
    state.bMarks[first], state.tShift[first], state.sCount[first], state.blkIndent, state.parentType = kept


def _take_apart(state: StateCore) -> None:
    """Takes the notes out before inline rules run: a reference may come before its note."""
    notes: list[Note] = []
    inside: list[Note] = []
    rest: list[Token] = []
    for token in state.tokens:
        if token.type == "note_open":
            notes.append(Note(token.meta["name"]))
            inside.append(notes[-1])
        elif token.type == "note_close":
            inside.pop()
        else:
            (inside[-1].tokens if inside else rest).append(token)
    state.tokens = rest + [token for note in notes for token in note.tokens]
    # Of several notes with one name, the first one counts.
    named = {note.name: note for note in reversed(notes)}
    state.env.update(text=len(rest), notes=notes, named=named)


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    note = found and state.env["named"].get(_key(found[1]))
    if found is None or note is None:
        return False
    if not silent:
        state.push("note_reference", "", 0).meta = {"note": note}
    state.pos = found.end()
    return True


def _put_last(state: StateCore) -> None:
    """After the text: the notes that it refers to, those without a reference, those that only notes refer to."""
    text, prefix = state.tokens[: state.env["text"]], state.env["prefix"]
    state.tokens = text
    if not state.env["notes"]:
        return
    led = _led_to(text)
    alone = [note for note in state.env["notes"] if note not in set(led)]
    listed = _numbered(text, alone)
    items = [token for note in listed for token in _item(note, prefix)]
    state.tokens = [*text, *_section(items)]


def _led_to(text: list[Token]) -> list[Note]:
    led = list(dict.fromkeys(_notes_in(text)))
    seen = set(led)
    for note in led:
        fresh = [other for other in dict.fromkeys(_notes_in(note.tokens)) if other not in seen]
        seen.update(fresh)
        led.extend(fresh)
    return led


def _notes_in(tokens: list[Token]) -> Iterator[Note]:
    yield from (child.meta["note"] for child in _references_in(tokens))


def _references_in(tokens: list[Token]) -> Iterator[Token]:
    yield from (child for token in tokens for child in token.children or [] if child.type == "note_reference")


def _numbered(text: list[Token], alone: list[Note]) -> list[Note]:
    listed: list[Note] = []
    _count(text, listed)
    for note in alone:
        _list(note, listed)
    for note in listed:
        _count(note.tokens, listed)
    return listed


def _count(tokens: list[Token], listed: list[Note]) -> None:
    for reference in _references_in(tokens):
        note = reference.meta["note"]
        _list(note, listed)
        note.references += 1
        reference.meta.update(number=note.number, time=note.references)


def _list(note: Note, listed: list[Note]) -> None:
    if not note.number:
        listed.append(note)
        note.number = len(listed)


def _section(items: list[Token]) -> Iterator[Token]:
    yield Token("section_open", "section", 1, attrs={"class": "notes", "aria-label": "Footnotes"}, block=True)
    yield Token("ordered_list_open", "ol", 1, block=True)
    yield from items
    yield Token("ordered_list_close", "ol", -1, block=True)
    yield Token("section_close", "section", -1, block=True)


def _item(note: Note, prefix: str) -> Iterator[Token]:
    yield Token("list_item_open", "li", 1, attrs={"id": f"{prefix}note-{note.number}"}, level=1, block=True)
    times = range(1, note.references + 1)
    backs = [Token("note_back", "", 0, meta={"number": note.number, "time": time}) for time in times]
    last = next((token for token in reversed(note.tokens) if token.type == "inline"), None)
    ends_in_words = last is not None and note.tokens[-1].type == "paragraph_close"
    if last is not None and ends_in_words:
        last.children = [*(last.children or []), *backs]
    yield from note.tokens
    if not ends_in_words:
        yield Token("inline", "", 0, children=backs, level=2)
    yield Token("list_item_close", "li", -1, level=1, block=True)


def _render_reference(_: RendererHTML, tokens: list[Token], index: int, __: OptionsDict, env: EnvType) -> str:
    number, time = tokens[index].meta["number"], tokens[index].meta["time"]
    here = f"{env['prefix']}note-{number}"
    return f'<sup><a href="#{here}" id="{here}-from-{time}" aria-label="Footnote {number}">{number}</a></sup>'


def _render_back(_: RendererHTML, tokens: list[Token], index: int, __: OptionsDict, env: EnvType) -> str:
    number, time = tokens[index].meta["number"], tokens[index].meta["time"]
    to = f"#{env['prefix']}note-{number}-from-{time}"
    return f' <a href="{to}" aria-label="Back to reference {number}{f"-{time}" if time > 1 else ""}">↩</a>'


def _key(name: str) -> str:
    return name.casefold()
