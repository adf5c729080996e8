"""Both admin sites with the pages of every app (each app's `admin` module registers its own)."""

from django.utils.module_loading import autodiscover_modules

from organizations.admin import operators_site, owners_site

autodiscover_modules("admin")

__all__ = ["operators_site", "owners_site"]
