"""How long things are kept that nobody needs for ever."""

from datetime import timedelta

# An answer to an Idempotency-Key: long enough for a client that was switched off overnight.
ANSWERS_KEPT = timedelta(days=1)
