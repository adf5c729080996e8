"""The operators' listings and their review, and the owners' view of what is enabled; neither shows a secret."""

from connectors.admin import listings, pages

__all__ = ["listings", "pages"]
