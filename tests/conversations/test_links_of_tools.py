"""The links that tools give stay one link, and open nothing but what is meant to be opened."""

import asyncio

import pytest
from markdown_it import MarkdownIt

from connectors.mcp.results import outcome_of
from conversations.engine.calls.result_blocks import for_model


def told(uri: str, **more: str) -> str:
    blocks, _ = asyncio.run(for_model(outcome_of({"content": [{"type": "resource_link", "uri": uri, **more}]})))
    text: str = blocks[0]["text"]
    return text


def links(text: str) -> list[tuple[str, str]]:
    """(address, text) of every link that Markdown sees."""
    found, address = [], None
    for token in (inner for block in MarkdownIt().parse(text) for inner in block.children or ()):
        if token.type == "link_open":
            address, words = str(token.attrs["href"]), ""
        elif token.type == "link_close":
            found.append((address or "", words))
            address = None
        elif address is not None:
            words += token.content
    return found


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("https://files.example/r (final).pdf", "https://files.example/r%20%28final%29.pdf"),
        ("https://files.example/a[1].pdf", "https://files.example/a%5B1%5D.pdf"),
        ("https://files.example/a)b", "https://files.example/a%29b"),
        ("https://files.example/\"a\" 'b'", "https://files.example/%22a%22%20%27b%27"),
        ("https://files.example/<a>", "https://files.example/%3Ca%3E"),
        ("https://files.example/ä/用", "https://files.example/%C3%A4/%E7%94%A8"),
        ("https://files.example/a\\b|c`d", "https://files.example/a%5Cb%7Cc%60d"),
        ("https://files.example/a\nb", "https://files.example/a%0Ab"),
        ("https://files.example/a%20b?x=1&y=[2]#z", "https://files.example/a%20b?x=1&y=%5B2%5D#z"),
        ("HTTPS://files.example/a", "HTTPS://files.example/a"),
        (" https://files.example/a ", "https://files.example/a"),
        ("mailto:mia@acme.example", "mailto:mia@acme.example"),
    ],
)
def test_an_address_stays_one_link(uri: str, address: str) -> None:
    ((found, words),) = links(told(uri, name="The file"))
    assert (found, words) == (address, "The file")


@pytest.mark.parametrize(
    "name", ["a] b", "[a](https://evil.example)", "a\n\nb", "`a`", "*a*", "a\\", "<b>a</b>", "![x](y)", "&amp;", "a]("]
)
def test_a_title_never_ends_its_link_or_makes_another(name: str) -> None:
    ((address, words),) = links(told("https://files.example/a", title=name))
    assert (address, words) == ("https://files.example/a", " ".join(name.split()))


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "notes://a_b",
        ),
        *(
            "java\nscript:alert(1)",
            "file:///etc/passwd",
            "7",
            "",
            "http://[",
            "//evil.example",
            "x:`[a](https://b.example)",
        ),
    ],
)
def test_what_is_not_to_be_opened_is_told_as_text(uri: str) -> None:
    text = told(uri, name="[Click](https://x.example)")
    assert links(text) == [] and "Click" in text
    # The model reads it as it is.
    assert " ".join(uri.replace("`", "%60").split()) in text


def test_a_link_without_a_title_is_called_by_its_address() -> None:
    assert links(told("https://files.example/a_b_c")) == [
        ("https://files.example/a_b_c", "https://files.example/a_b_c")
    ]
