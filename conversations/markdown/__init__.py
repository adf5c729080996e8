"""Markdown of the shared page, in the chat's dialect (frontend/src/features/chat/markdown/markdown.tsx)."""
