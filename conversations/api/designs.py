"""Designs of one's conversations: shown, changed, taken back, and downloaded."""

import uuid
from typing import Annotated, Any, ClassVar, TypedDict
from urllib.parse import quote

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.designs.content import content_of
from conversations.designs.exports import exported
from conversations.designs.layout import Figure, Sheet, Words, sheets
from conversations.designs.writing import Edit, newest, numbered, restore_version, save_edits
from conversations.models import Design, DesignKind, DesignVersion
from conversations.selectors import conversation_visible_to, designs_visible_to
from organizations.api.base import OrganizationView, PagedView, found, valid
from organizations.audit import record
from organizations.refusals import Invalid
from organizations.shapes import Id, Time, time_text
from organizations.tenancy import tenant

FIGURES = ("rectangle", "ellipse", "polygon")


class DesignMarkShape(TypedDict):
    """A design, as the chat's cards name it."""

    id: Id
    title: str
    kind: Annotated[str, DesignKind]
    version: int
    calls: Annotated[list[Id], "The tool calls that wrote it."]
    updated_at: Time


class FigureShape(TypedDict):
    """A filled figure of a page."""

    kind: Annotated[str, FIGURES]
    x: float
    y: float
    width: float
    height: float
    fill: str
    points: Annotated[str, "Of a polygon, as SVG writes them."]


class WordsShape(TypedDict):
    """A text of a page. `field` names it when it is changed."""

    field: str
    text: str
    x: float
    y: float
    width: float
    height: float
    size: int
    color: str
    bold: bool
    align: Annotated[str, ("left", "center")]
    lines: Annotated[bool, "Whether it may have several lines."]


class SheetShape(TypedDict):
    """A page with everything on it in its place."""

    width: int
    height: int
    background: str
    figures: list[FigureShape]
    words: list[WordsShape]


class DesignVersionShape(TypedDict):
    """A kept state of a design."""

    number: int
    by: Annotated[str, ("assistant", "person")]
    restores: int | None
    created_at: Time


class DesignShape(TypedDict):
    """A design with its pages, in one of its versions."""

    id: Id
    conversation: Id
    title: str
    kind: Annotated[str, DesignKind]
    version: Annotated[int, "The newest one's number."]
    shown: Annotated[int, "The number of the version that the pages are of."]
    pages: list[SheetShape]
    versions: Annotated[list[DesignVersionShape], "The newest first, fifty at most."]
    updated_at: Time


def design_shape(row: DesignVersion) -> DesignShape:
    """A version of a design, with the history beside it."""
    design, content = row.design, content_of(row.content)
    history = DesignVersion.objects.filter(design=design).order_by("-number").defer("content")[:50]
    return {
        "id": str(design.id),
        "conversation": str(design.conversation_id),
        "title": content.title,
        "kind": content.kind,
        "version": design.version,
        "shown": row.number,
        "pages": [sheet_shape(sheet) for sheet in sheets(content)],
        "versions": [design_version_shape(each) for each in history],
        "updated_at": time_text(design.updated_at),
    }


def design_version_shape(row: DesignVersion) -> DesignVersionShape:
    """A line of the history."""
    by = "assistant" if row.made_by_id else "person"
    return {"number": row.number, "by": by, "restores": row.restores, "created_at": time_text(row.created_at)}


def sheet_shape(sheet: Sheet) -> SheetShape:
    """A page."""
    return {
        "width": sheet.width,
        "height": sheet.height,
        "background": sheet.background,
        "figures": [figure_shape(figure) for figure in sheet.figures],
        "words": [words_shape(words) for words in sheet.words],
    }


def figure_shape(figure: Figure) -> FigureShape:
    """A figure."""
    box = figure.box
    points = " ".join(f"{x:g},{y:g}" for x, y in figure.points)
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    return {"kind": figure.kind, "fill": figure.fill, "points": points, **place}  # type: ignore[typeddict-item]


def words_shape(words: Words) -> WordsShape:
    """A text."""
    box = words.box
    return {
        "field": words.field,
        "text": words.text,
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "size": words.size,
        "color": words.color,
        "bold": words.is_bold,
        "align": words.align,
        "lines": words.field == "text",
    }


def design_mark_shape(row: Design) -> DesignMarkShape:
    """A design of a chat; its versions are loaded."""
    calls = [str(version.made_by_id) for version in row.versions.all() if version.made_by_id]
    return {
        "id": str(row.id),
        "title": row.title,
        "kind": row.kind,
        "version": row.version,
        "calls": calls,
        "updated_at": time_text(row.updated_at),
    }


class DesignQuery(serializers.Serializer[Any]):
    """Which version."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)


class DesignFileQuery(DesignQuery):
    """What kind of file, and of which version."""

    file_type = serializers.ChoiceField(["pptx", "pdf", "png"], required=False, help_text="pptx if not given.")


class DesignEdit(serializers.Serializer[Any]):
    """Another text in one place."""

    page = serializers.IntegerField(min_value=0, max_value=99)
    field = serializers.CharField(max_length=32)
    text = serializers.CharField(allow_blank=True, max_length=2000, trim_whitespace=False)


class NewDesignVersion(serializers.Serializer[Any]):
    """Edits of the version `base`, or `restores`: an older one whose content becomes the newest."""

    base = serializers.IntegerField(min_value=1, max_value=1_000_000)
    edits = DesignEdit(many=True, required=False)
    restores = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)


class DesignList(OrganizationView, PagedView):
    """The designs of a conversation."""

    @extend_schema(operation_id="designs_list", responses=list[DesignMarkShape])
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Every design of one's conversation, the oldest first."""
        row = conversation_visible_to(self.membership, conversation_id)
        designs = Design.objects.filter(conversation=row).prefetch_related("versions")
        return self.whole([design_mark_shape(each) for each in designs])


class DesignsOfMember(OrganizationView):
    """Finds a design through its conversation's author."""

    def design(self, design_id: uuid.UUID) -> Design:
        """The design; raises Missing for everybody else."""
        return found(designs_visible_to(self.membership), design_id)

    def version(self, design: Design) -> DesignVersion:
        """The version that was asked for, or the newest; raises Missing."""
        number = self.asked.get("version")
        return numbered(design, number) if number else newest(design)


class DesignDetail(DesignsOfMember):
    """One design."""

    queries: ClassVar = {"GET": DesignQuery}

    @extend_schema(operation_id="designs_retrieve", parameters=[DesignQuery], responses=DesignShape)
    def get(self, request: Request, org: str, design_id: uuid.UUID) -> Response:
        """Read it with its pages, in its newest version or an older one."""
        return Response(design_shape(self.version(self.design(design_id))))


class DesignVersionList(DesignsOfMember):
    """The versions of a design."""

    @extend_schema(operation_id="design_versions_create", request=NewDesignVersion, responses={201: DesignShape})
    def post(self, request: Request, org: str, design_id: uuid.UUID) -> Response:
        """Keep changed texts, or an older version's content, as the newest version."""
        data = valid(NewDesignVersion, request.data)
        design, base = self.design(design_id), data["base"]
        if "restores" in data:
            made = restore_version(design=design, base=base, number=data["restores"])
        elif data.get("edits"):
            made = save_edits(design=design, base=base, edits=[Edit(**edit) for edit in data["edits"]])
        else:
            raise Invalid("edits", "Say what to change, or which version to go back to.")
        return Response(design_shape(made), status=201)


class DesignFileDetail(DesignsOfMember):
    """A design as a file."""

    # Drawing takes seconds: no transaction waits for it.
    holds_transaction = False
    queries: ClassVar = {"GET": DesignFileQuery}

    @extend_schema(
        operation_id="design_files_retrieve",
        parameters=[DesignFileQuery],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, org: str, design_id: uuid.UUID) -> HttpResponse:
        """Download it as PPTX, PDF or PNG (several pages: a ZIP archive of pictures)."""
        file_type = self.asked.get("file_type", "pptx")
        with tenant(self.organization.id):
            version = self.version(self.design(design_id))
            record(actor=self.actor, action="export.made", subject=version.design, file=file_type)
        content = content_of(version.content)
        file = exported(content, file_type)
        answer = HttpResponse(file.content, content_type=file.mime_type)
        # Django's own `filename` would keep what some systems take for a path.
        name = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in content.title).strip()
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or 'design')}.{file.extension}"
        return answer
