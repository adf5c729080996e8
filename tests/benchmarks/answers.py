"""Answers of 2,000 tokens, each of one kind of block that only ends with the answer."""

TOKENS = 2000


def _repeated(line: str, before: str = "", after: str = "") -> str:
    """As many lines as 2,000 tokens take; a blank begins a token."""
    count = TOKENS // len(line.format(nth=0).split(" ")) + 1
    return before + "".join(line.format(nth=nth) for nth in range(count)) + after


KINDS = {
    "list": _repeated("- The banner of **page {nth}** hides the `Continue` button of its header.\n"),
    "nested_list": _repeated(
        "- The banner of page {nth} is too high.\n  - Safari keeps **the button**.\n  - Firefox keeps `it` too.\n"
        "    1. With the [keyboard](https://example.com/{nth}).\n    2. And without.\n"
    ),
    "table": _repeated(
        "| {nth} px | gone | open | `row` | **yes** | no | here | there | 1 | 2 |\n",
        "| width | button | banner | display | wraps | clips | top | end | a | b |\n" + "|---" * 10 + "|\n",
    ),
    "definitions": _repeated(
        "The login button of [page {nth}][{nth}] disappears once the **banner** is open.\n\n"
        "[{nth}]: https://example.com/{nth}\n\n"
    ),
    "paragraph": _repeated(
        "the banner of **page {nth}** hides the `Continue` button of [its header](https://e.co/{nth}) "
    ),
    "code": _repeated(".header .actions-{nth} {{ display: flex; overflow: hidden; }}\n", "```css\n", "```\n"),
}
