"""Conversations, turns and their engine, the rules on tool calls and sharing."""
