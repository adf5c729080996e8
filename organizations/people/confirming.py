"""The page behind the link that confirms an address. allauth's other pages stay as they are.

Not in sign_up.py: allauth imports the form there while it is still importing its own views.
"""

from allauth.account.views import ConfirmEmailView
from django.http import HttpRequest
from django.urls import path


class ConfirmAddress(ConfirmEmailView):  # type: ignore[misc]
    """Opening it changes nothing (accounts-A5); the account's own session confirms (sign_up.py)."""

    def logout_other_user(self, confirmation: object) -> None:
        """Nobody is signed out by a link: the page says whose it is."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """As in allauth, and whether this browser is signed in as the person."""
        context: dict[str, object] = super().get_context_data(**kwargs)
        request: HttpRequest = self.request
        context["own"] = self.object is not None and self.object.email_address.user_id == request.user.pk
        return context


urlpatterns = [path("confirm-email/<str:key>/", ConfirmAddress.as_view())]
