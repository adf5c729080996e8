"""The operators' site at /admin/ and the owners' site at /owner/.

An app above registers its pages in its own `admin.py`, with subclasses of TenantAdmin only.
"""

from organizations.admin import pages  # noqa: F401  # registers this app's pages
from organizations.admin.base import TenantAdmin
from organizations.admin.sites import operators_site, owners_site

__all__ = ["TenantAdmin", "operators_site", "owners_site"]
