"""Letters and signs of scripts without blanks between words; twin of frontend/src/features/chat/markdown/cjk.ts."""

import re

CJK = (
    "\u1100-\u11ff\u2460-\u24ff\u2e80-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffef\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U0001f200-\U0001f2ff"
    "\U00020000-\U0003ffff"
)
_ONE = re.compile(f"[{CJK}]")


def is_cjk(character: str) -> bool:
    """Whether it is a letter or a sign of these scripts."""
    return _ONE.match(character) is not None
