"""Designs: slides and one-page graphics that the assistant makes in a conversation and people edit, export and send."""
