"""Acme Docs: documents of the workspace."""
