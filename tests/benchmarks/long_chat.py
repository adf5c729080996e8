"""A chat of 500 messages, and an answer of 2,000 tokens, such as models write them."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.answers import TOKENS
from tests.browser.product import Product

MESSAGES = 500
LAST_WORDS = "These are the last words of the chat."

SECTION = """## What the {nth} look showed

The login button disappears on **narrow screens** once the banner is open, and the [report](https://example.com/{nth})
says the same of the `Continue` button. Both stand in a row that cannot wrap.

- The banner takes the whole height of the header.
- The row has `overflow: hidden`, so nothing scrolls.
  1. Safari keeps the button, but out of reach.
  2. Firefox keeps it too.
- Nobody sees it with the keyboard either.

```css
.header .actions {{
  display: flex;
  overflow: hidden;
}}
```

| screen | button | banner |
|---|---|---|
| 320 px | gone | open |
| 768 px | there | open |

That is how it stands after the {nth} look.
"""
MAKE = """
import datetime
from pathlib import Path
from django.utils import timezone
from conversations.models import Conversation, Message, Turn
from organizations.models import Membership, Organization
from organizations.tenancy import everywhere, tenant
acme = Organization.objects.get(slug="acme")
with tenant(acme.id):
    mia = Membership.objects.get(user__email="mia@acme.example", organization=acme)
    own = dict(organization=acme)
    began = timezone.now() - datetime.timedelta(days=2)
    changed = began + datetime.timedelta(minutes=COUNT - 1)
    chat = Conversation.objects.create(author=mia, title="A long chat", updated_at=changed, **own)
    turns = Turn.objects.bulk_create(
        Turn(conversation=chat, member=mia, status="completed", finished_at=began, **own) for _ in range(COUNT // 2)
    )
    Message.objects.bulk_create(
        Message(
            conversation=chat, turn=turns[at // 2], role="assistant" if at % 2 else "user",
            content=[dict(type="text", text=(ANSWER.format(nth=at) if at % 2 else f"Please look again, number {at}."))
                     if at < COUNT - 1 else dict(type="text", text=LAST)],
            created_at=began + datetime.timedelta(minutes=at), **own,
        )
        for at in range(COUNT)
    )
Path(OUT).write_text(str(chat.id))
"""


def make_long_chat(product: Product) -> str:
    """The id of a new chat of Mia's with its messages, each answer of five kinds of blocks."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "chat"
        names = {"COUNT": MESSAGES, "ANSWER": SECTION, "LAST": LAST_WORDS, "OUT": str(out)}
        given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        product.manage("shell", "-v", "0", "-c", given + MAKE)
        return out.read_text()


MIXED = "".join(SECTION.format(nth=nth) + "\n" for nth in range(100))


def answer_pieces(text: str = MIXED) -> list[str]:
    """The events of a model that writes 2,000 tokens of the text, one a piece."""
    words = text.replace("\n", "\n ").split(" ")
    tokens = [*(f"{word} " if not word.endswith("\n") else word for word in words[: TOKENS - 9])]
    tokens += ["\n\nThese ", "are ", "the ", "last ", "words ", "of ", "the ", "stream."]
    usage = {"input_tokens": 10, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "scripted"}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
    events: list[tuple[str, dict[str, object]]] = [
        ("message_start", {"message": message}),
        ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
        *(("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": token}}) for token in tokens),
        ("content_block_stop", {"index": 0}),
        ("message_delta", {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 5}}),
        ("message_stop", {}),
    ]
    return [f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n" for kind, data in events]
