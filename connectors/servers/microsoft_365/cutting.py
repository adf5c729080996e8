"""Long texts in pieces: what is left out is said, and how to get it."""

MOST_CHARACTERS = 36_000


def piece(text: str, offset: int, most: int = MOST_CHARACTERS) -> tuple[str, int]:
    """The text from `offset` on, and the offset of what follows; 0: that was all."""
    end = offset + most
    return text[offset:end], end if end < len(text) else 0


def with_rest(text: str, next_offset: int) -> str:
    """The piece, and how to go on."""
    return f"{text}\n\n[Cut: call again with offset {next_offset} for the rest.]" if next_offset else text
