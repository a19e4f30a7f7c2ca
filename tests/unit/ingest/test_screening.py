"""Each guard refuses its own file, by name; what real programs write passes."""

import io
import zipfile

import pytest
from hostile import (
    A1,
    HOSTILE,
    SHEET,
    cell,
    old_workbook,
    packed,
    relation,
    replaced,
    sheet,
    workbook,
)

from orchestration.ingest import limits
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.screening import screen


@pytest.mark.parametrize("what", HOSTILE)
def test_refused_by_name(what):
    name, build, rule, words = HOSTILE[what]
    with pytest.raises(FileRefusedError) as refused:
        screen(name, build())
    refusal = refused.value.refusal
    assert (refusal.rule_code, words in refusal.message_vi) == (rule, True), refusal.message_vi
    assert "hãy" in refusal.message_vi


def test_a_single_sheet_of_blank_cells_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(limits, "MAX_WRITTEN_CELLS", 10)
    with pytest.raises(FileRefusedError, match="10 ô có định dạng"):
        screen("a.xlsx", sheet(f'<row r="1">{"<c/>" * 11}</row><row r="2"/><x>'))


def zipped_otherwise(**options):
    """The same workbook as other writers pack it."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(file, "w", **options) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as part:
                part.write(old.read(name))
    return file.getvalue()


class Unseekable(io.BytesIO):
    """A stream makes the zip writer put sizes behind the data."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError

    def seek(self, *_):
        raise OSError


def streamed():
    file = Unseekable()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("a.xlsx", workbook),
        ("a.XLSX", workbook),
        ("a.xlsm", lambda: packed(workbook(), add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
        ("a.xls", old_workbook),
        ("a.csv", lambda: b"a,b\n1,2\n"),
        ("a.csv", lambda: "a;b\n1;Xã\n".encode("utf-16")),
        ("a.csv", lambda: "a;b\n1;2\n".encode("utf-16-le")),
        ("a.csv", lambda: "a;Xã\n".encode("cp1258", "replace") + b"\x1a"),
        ("a.xlsx", lambda: zipped_otherwise(compression=zipfile.ZIP_STORED)),
        ("a.xlsx", lambda: zipped_otherwise(compression=zipfile.ZIP_DEFLATED)),
        ("a.xlsx", streamed),
        ("a.xlsx", lambda: workbook(lambda _, s: s.write_url("A5", "https://example.vn"))),
        ("a.xlsx", lambda: relation("hyperlink", "https://example.vn")),
        ("a.xlsx", lambda: replaced(SHEET, b"<worksheet", b"<!-- made by hand --><worksheet")),
        # blank cells beyond the table, as programs leave them, count for nothing
        ("a.xlsx", lambda: sheet(A1 + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')),
        ("a.xlsx", lambda: sheet(A1, before='<dimension ref="A1:IV65536"/>')),
        ("a.xlsx", lambda: sheet(A1 + cell("A200000"))),
    ],
)
def test_sound_files_pass(name, build):
    screen(name, build())
