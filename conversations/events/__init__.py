"""Live events of a turn on one Redis stream: a cache, never the truth."""
