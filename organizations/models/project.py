"""Projects and their members."""

from django.db import models
from django.utils import timezone

from organizations.models.organization import TenantModel


class Visibility(models.TextChoices):
    """Private: only invited people. Public: everyone in the organization."""

    PRIVATE = "private", "Private"
    PUBLIC = "public", "Public"


class Project(TenantModel):
    """Holds conversations; its members see its name and instructions, and only their own conversations."""

    name = models.CharField(max_length=120)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    instructions = models.TextField(blank=True, max_length=20_000)
    created_by = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Everyone in the organization may open it."""
        return self.visibility == Visibility.PUBLIC

    def delete_softly(self) -> bool:
        """Hide the project; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, deleted_at=None).update(deleted_at=timezone.now()) == 1


class ProjectMember(TenantModel):
    """A member who was invited into a project (its maker included)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members", db_constraint=False)
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="projects", db_constraint=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "project", "member"], name="one_place_per_project_member")
        ]
