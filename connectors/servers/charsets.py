"""Text from bytes whose charset is declared, declared wrongly, or not declared at all."""

import codecs

# Labels that stand for more than they say, as on the web (WHATWG Encoding Standard).
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Their bytes are ASCII, so that they would pass for UTF-8; and those with zero bytes.
_FIRST = ("iso-2022-", "utf-7", "hz", "utf-16", "utf-32")


def decoded(data: bytes, declared: str = "", *, is_cut: bool = False) -> str:
    """The text: by its byte order mark, then as UTF-8 where the bytes are (8-bit text of another charset hardly ever
    is), then as declared, then as Windows-1252. `is_cut`: the last character may be incomplete.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    label = declared.strip().strip("\"'").lower()
    if label.startswith(_FIRST) and (text := _try(data, label)) is not None:
        return text
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not is_cut)
    except UnicodeDecodeError:
        text = _try(data, _MEANT.get(label, label))
        return data.decode("cp1252", "replace") if text is None else text


def _try(data: bytes, charset: str) -> str | None:
    """The text where this charset is known and a text charset at all; a few wrong bytes are shown as such."""
    try:
        return data.decode(charset, "replace") if charset and charset != "utf-8" else None
    except (LookupError, ValueError):
        # `rot13` and `hex` are codecs too, but none of texts: LookupError.
        return None
