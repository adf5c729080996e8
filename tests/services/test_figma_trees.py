"""Figma's layers as lists: what is hidden with the layer around it, and texts as they are written."""

from typing import Any

from connectors.servers.figma.trees import LONGEST_TEXT, flat, outline


def text(name: str, characters: str, **more: Any) -> dict[str, Any]:
    return {"id": "1:2", "name": name, "type": "TEXT", "characters": characters, **more}


def frame(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "1:1", "name": "Frame", "type": "FRAME", "children": list(children), **more}


def test_what_is_inside_a_hidden_layer_is_hidden_too() -> None:
    shown, hidden = text("Shown", "a"), frame(frame(text("Old", "b", visible=True)), visible=False)
    layers = list(flat(frame(hidden, shown), "KEY"))
    assert [layer.is_hidden for layer in layers] == [False, True, True, True, False]
    assert 'Old (TEXT, id 1:2, hidden): "b"' in outline(layers)


def test_a_text_keeps_its_lines_and_says_where_it_is_cut() -> None:
    short, long = "Terms\nand conditions " * 40, "x" * 3_000
    first, second = (next(flat(text("Legal", words), "KEY")) for words in (short, long))
    assert first.text == short
    assert second.text == f"{'x' * LONGEST_TEXT}… (cut: the whole has 3000 characters)"
    assert " ".join(short.split()) in outline([first])


def test_many_texts_share_the_room() -> None:
    layers = [next(flat(text("Legal", "word " * 300), "KEY"))] * 300
    assert len(outline(layers)) < 60_000
