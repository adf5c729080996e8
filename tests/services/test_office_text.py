"""The text of documents: what a good guess gets wrong, and what is refused."""

import zipfile
from io import BytesIO
from time import process_time

import pytest

from connectors.servers.api import Refused
from connectors.servers.microsoft_365 import office
from connectors.servers.microsoft_365.file_text import text_in
from connectors.servers.microsoft_365.office import read_office
from connectors.servers.microsoft_365.teams_text import text_of

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SLIDES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def packed(**parts: str) -> bytes:
    """An archive; `__` in a name stands for a slash, `_rels` for itself."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def links(**targets: str) -> str:
    """The links of a part, by id."""
    every = "".join(f'<Relationship Id="{key}" Target="{target}"/>' for key, target in targets.items())
    return f"<Relationships {RELATIONS}>{every}</Relationships>"


def document(body: str, declaration: str = "") -> bytes:
    """A Word document."""
    return packed(**{"word__document.xml": f"{declaration}<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def workbook(rows: str, styles: str = "", properties: str = "") -> bytes:
    """An Excel workbook with one sheet."""
    sheet = f"<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>"
    book = f'<workbook {SHEET} {LINKS}>{properties}<sheets><sheet name="Plan" r:id="r7"/></sheets></workbook>'
    shared = f"<sst {SHEET}><si><t>Month</t></si><si><r><t>Ma</t></r><r><t>rch</t></r><rPh><t>x</t></rPh></si></sst>"
    parts = {"xl__workbook.xml": book, "xl___rels__workbook.xml.rels": links(r7="/xl/worksheets/sheet3.xml")}
    parts |= {"xl__worksheets__sheet3.xml": sheet, "xl__sharedStrings.xml": shared}
    return packed(**parts, **({"xl__styles.xml": f"<styleSheet {SHEET}>{styles}</styleSheet>"} if styles else {}))


def test_a_documents_paragraphs_are_lines_without_what_was_deleted() -> None:
    body = (
        "<w:p><w:r><w:t>Grüße,</w:t><w:tab/><w:t>Mia</w:t><w:br/><w:t>next</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:t>around</w:t><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:r></w:p>"
    )
    assert read_office("docx", document(body)) == "Grüße,\tMia\nnext\nnew\naround\nin a box"


def test_slides_come_in_their_order_and_not_in_that_of_their_files() -> None:
    def slide(text: str) -> str:
        return f"<p:sld {SLIDES} {DRAWING}><a:p><a:r><a:t>{text}</a:t></a:r><a:r><a:t>!</a:t></a:r></a:p><a:p/></p:sld>"

    order = '<p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst>'
    content = packed(
        **{
            "ppt__presentation.xml": f"<p:presentation {SLIDES} {LINKS}>{order}</p:presentation>",
            "ppt___rels__presentation.xml.rels": links(r1="slides/slide1.xml", r2="slides/slide2.xml"),
            "ppt__slides__slide1.xml": slide("last"),
            "ppt__slides__slide2.xml": slide("first"),
        }
    )
    assert read_office("pptx", content) == "Slide 1:\nfirst!\nSlide 2:\nlast!"


def test_a_sheets_cells_keep_their_columns_and_their_digits() -> None:
    rows = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row>'
        '<row><c r="A2"><v>7.10</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#DIV/0!</v></c>'
        '<c r="D2" t="inlineStr"><is><t>in</t></is></c><c r="E2" t="str"><f>A1</f><v>made</v></c></row>'
    )
    assert read_office("xlsx", workbook(rows)) == "Sheet Plan:\nMonth\t\t\tMarch\n7.10\tTRUE\t#DIV/0!\tin\tmade"


@pytest.mark.parametrize(
    ("style", "value", "properties", "shown"),
    [
        ('numFmtId="14"', "45992", "", "2025-12-01"),
        ('numFmtId="22"', "45992.75", "", "2025-12-01 18:00:00"),
        ('numFmtId="20"', "0.75", "", "18:00:00"),
        ('numFmtId="14"', "1", "", "1900-01-01"),
        ('numFmtId="14"', "60", "", "1900-02-28"),
        ('numFmtId="14"', "44530", '<workbookPr date1904="1"/>', "2025-12-01"),
        ('numFmtId="164"', "45992", "", "2025-12-01"),
        ('numFmtId="165"', "45992", "", "45992"),
        ('numFmtId="166"', "1.5", "", "1.5"),
        ('numFmtId="0"', "45992", "", "45992"),
    ],
)
def test_a_number_is_a_date_where_its_style_says_so(style: str, value: str, properties: str, shown: str) -> None:
    formats = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-407]d/ mmm yyyy;@"/>'
        '<numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[Red]0.00\\m"/>'
        f'</numFmts><cellXfs><xf numFmtId="0"/><xf {style}/></cellXfs>'
    )
    row = f'<row><c r="A1" s="1"><v>{value}</v></c></row>'
    assert read_office("xlsx", workbook(row, formats, properties)) == f"Sheet Plan:\n{shown}"


@pytest.mark.parametrize(
    "content",
    [
        b"PK not an archive",
        packed(other="x"),
        document("<w:p>"),
        document("<w:p/>", '<!DOCTYPE w [<!ENTITY a "aaaa">]>'),
        packed(**{"word__document.xml": "\ufeff<a/>".encode("utf-16").decode("latin-1")}),
        workbook('<row><c r="A1" t="s"><v>99</v></c></row>'),
        workbook('<row><c r="A1" t="s"><v>x</v></c></row>'),
        document("<w:p>" + "<w:r>" * 3000 + "</w:r>" * 3000 + "</w:p>"),
        document("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 50)[:60] + b"\xff" * 9 + document("<w:p/>" * 50)[69:],
    ],
    ids=["no-archive", "no-document", "broken", "entities", "utf-16", "no-text", "no-number", "deep", "damaged"],
)
def test_a_broken_document_is_refused_in_plain_words(content: bytes) -> None:
    for form in ("docx", "xlsx"):
        with pytest.raises(Refused, match="cannot be read"):
            # Of a workbook read as a document, and the other way round, too.
            read_office(form, content)


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_MOST_BYTES", 1000)
    with pytest.raises(Refused):
        read_office("docx", document("<w:p/>" * 1000))


def test_a_long_document_ends_with_a_word_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_MOST_CHARACTERS", 10)
    paragraph = "<w:p><w:r><w:t>12345678</w:t></w:r></w:p>"
    assert read_office("docx", document(paragraph * 5)) == "12345678\n12345678\n[The document goes on.]"


@pytest.mark.parametrize(
    ("name", "kind", "content", "text"),
    [
        ("a.txt", "text/plain", "Grüße".encode(), "Grüße"),
        ("a.txt", "text/plain", "Grüße".encode("cp1252"), "Grüße"),
        ("a.txt", "", "Grüße".encode("utf-16"), "Grüße"),
        ("a.csv", "application/vnd.ms-excel", b"\xef\xbb\xbfa,b\r\n1,2", "a,b\n1,2"),
        ("notes", "text/plain; charset=utf-8", b"x", "x"),
        ("a.html", "", b"<p>a &amp; b<script>alert(1)</script></p>", "a & b"),
        ("a.json", "application/json", b"{}", "{}"),
        ("a.jpg", "image/jpeg", b"\xff\xd8", None),
        ("a.pdf", "application/pdf", b"%PDF", None),
    ],
)
def test_bytes_become_text_by_name_and_kind(name: str, kind: str, content: bytes, text: str | None) -> None:
    assert text_in(name, kind, content) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ('<at id="0">Mia Kern</at>&nbsp;hi', "@Mia Kern hi"),
        (
            '<emoji id="x" alt="👍"></emoji><img src="https://x.example/a.png" alt="chart"><img src="y">',
            "👍chart[picture]",
        ),
        ("<systemEventMessage/>", ""),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"),
        ("a &lt;b&gt; c", "a <b> c"),
        ('<attachment id="1"></attachment>', ""),
    ],
)
def test_a_teams_message_reads_as_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_MOST_TOGETHER", 200_000)
    slides = range(60)
    whole = f"<p:presentation {SLIDES} {LINKS}>" + "".join(f'<p:sldId r:id="r{n}"/>' for n in slides)
    parts = {"ppt__presentation.xml": f"{whole}</p:presentation>"}
    parts["ppt___rels__presentation.xml.rels"] = links(**{f"r{n}": f"slides/{n}.xml" for n in slides})
    parts |= {f"ppt__slides__{n}.xml": f"<a:p {DRAWING}>{' ' * 10_000}</a:p>" for n in slides}
    with pytest.raises(Refused, match="cannot be read"):
        read_office("pptx", packed(**parts))
    monkeypatch.setattr(office, "_MOST_TOGETHER", 2_000_000)
    assert read_office("pptx", packed(**parts)).endswith("Slide 60:")


@pytest.mark.parametrize("piece", ["<a b='", "<!--", "<a", "</", "<![", "<?", "&#", "<at", "<p><"])
def test_html_of_a_stranger_costs_no_more_than_its_length(piece: str) -> None:
    began = process_time()
    text_of(f"Hello {piece * 20_000}")
    assert process_time() - began < 2


def test_a_broken_declaration_in_a_message_is_left_out() -> None:
    assert text_of("<p>one <![x </p><p>two</p>") == "one\ntwo"


def nested(name: str, more: str = "", times: int = 40_000) -> str:
    return f"<{name}{more}>" * times + f"</{name}>" * times


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("docx", document(nested("w:p"))),
        ("xlsx", workbook(nested("row"))),
        ("xlsx", workbook("<row>" + nested("c", ' t="inlineStr"') + "</row>")),
    ],
)
def test_what_lies_in_each_other_a_thousandfold_is_no_document(form: str, content: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_office(form, content)


def test_long_formats_and_references_cost_no_more_than_their_length() -> None:
    style = f'<numFmt numFmtId="200" formatCode="{"[" * 200_000}"/><cellXfs><xf numFmtId="200"/></cellXfs>'
    began = process_time()
    read_office("xlsx", workbook(f'<row><c r="{"A" * 200_000}1" s="0"><v>1</v></c></row>', styles=style))
    assert process_time() - began < 2
