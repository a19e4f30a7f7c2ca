"""The bytes of a csv: each encoding by its own evidence, and what fits several or none."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from legacy_writing import letters, tcvn3, vni, windows_1258
from test_legacy_fonts import unit_names

from orchestration.ingest.encodings import decode
from orchestration.ingest.refusals import FileRefusedError

TEXT = "TT;Tên xã;Số hộ nghèo\r\n1;Xã Đồng Đăng;1.234\r\n2;Xã Tân Thanh;57\r\n"
AS_BYTES = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows-1258": windows_1258,
    "tcvn3": lambda text: tcvn3(text).encode("latin-1"),
    "vni": lambda text: vni(text).encode("latin-1"),
}


def refused(data, allowed=None):
    with pytest.raises(FileRefusedError) as caught:
        decode(data, allowed)
    return caught.value.refusal.rule_code


@pytest.mark.parametrize("name", AS_BYTES)
@pytest.mark.parametrize("is_declared", [False, True])
def test_each_encoding_is_known_by_its_bytes(name, is_declared):
    assert decode(AS_BYTES[name](TEXT), [name] if is_declared else None) == (TEXT, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (unicodedata.normalize("NFD", TEXT).encode("utf-16-le"), "utf-16"),
    ],
)
def test_marks_orders_and_forms(data, name):
    assert decode(data) == (TEXT, name)


@pytest.mark.parametrize("name", AS_BYTES)
def test_every_unit_of_the_country_in_one_file(name):
    text = "\n".join(unit_names())
    found, encoding = decode(AS_BYTES[name](text))
    assert encoding == name
    assert found.lower() == text.lower()
    assert found == text or name == "tcvn3"  # no code for capitals with a tone


@pytest.mark.parametrize("name", AS_BYTES)
def test_small_files_are_right_or_refused(name):
    units = unit_names()
    right = wrong = refusals = 0
    for first in range(0, len(units), 40):
        text = "".join(f"{number};{unit};12\n" for number, unit in enumerate(units[first::2011], 1))
        try:
            found, _ = decode(AS_BYTES[name](text))
        except FileRefusedError:
            refusals += 1
            continue
        same = found.lower() == text.lower()
        right, wrong = right + same, wrong + (not same)
    print(f"{name}: {right} right, {refusals} refused, {wrong} wrong")
    assert wrong == 0
    assert refusals < 0.2 * right


@pytest.mark.parametrize("words", ["Loïc", "Loïc;Naïm;Maï", "où;Loïc", "tôt", "São;não"])
def test_a_few_western_words_are_no_legacy_file(words):
    assert refused(f"a;{words};1\n".encode("cp1252")) == "encoding_undecided"


def test_every_letter_in_windows_1258():
    for letter in letters():
        text = f"xã {letter};Huyện Văn Lãng"
        assert decode(windows_1258(text), ["windows-1258"])[0] == text


def test_western_bytes_are_read_only_where_the_contract_says_so():
    data = "Ville;Prix\nSão Paulo;1\nCôte d'Ivoire;2\nMünchen;3\n".encode("cp1252")
    assert refused(data) == "encoding_undecided"
    assert decode(data, ["utf-8", "windows-1252"]) == (data.decode("cp1252"), "windows-1252")
    assert refused(data, ["utf-8"]) == "encoding_undecided"
    assert refused(data, ["windows-1258"]) == "encoding_undecided"
    assert refused(data, ["tcvn3", "vni"]) == "encoding_undecided"


def test_vietnamese_words_decide_between_the_pages_a_contract_allows():
    allowed = ["windows-1252", "windows-1258"]
    assert decode(windows_1258(TEXT), allowed) == (TEXT, "windows-1258")
    western = "São Paulo;Köln\nnação;größer\n"
    assert decode(western.encode("cp1252"), allowed) == (western, "windows-1252")


def test_bytes_on_which_all_pages_agree_need_no_decision():
    text = "a – b “c”;1\n"
    assert decode(text.encode("cp1252"))[0] == text


def test_plain_ascii_is_any_page():
    assert decode(b"a;b\n1;2\n") == ("a;b\n1;2\n", "utf-8")
    assert decode(b"a;b\n", ["windows-1258"]) == ("a;b\n", "windows-1258")
    assert refused(b"a;b\n", ["utf-16"]) == "encoding_undecided"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-16-le")[:-1],
        TEXT.encode("utf-32"),
        b"a;b\x00\x00\n1;2",
        TEXT.encode()[:-60] + b"\xff\xfe" + TEXT.encode()[-60:],
        "日本;語".encode("shift_jis"),
        "Москва;1".encode("cp1251"),
        b"a;\x8a\x8d\n",
        windows_1258(TEXT) + TEXT.encode(),  # two encodings in one file
    ],
)
def test_what_fits_no_encoding_is_refused(data):
    assert refused(data) == "encoding_undecided"


def test_codes_that_an_encoding_does_not_have_are_not_guessed():
    found, name = decode(tcvn3(TEXT).encode("latin-1") + b"3;100 m\xb2;1\n")
    assert name == "tcvn3"
    assert found.endswith("3;100 m\ufffd;1\n")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_unicode_comes_back_whatever_it_says(text):
    meant = unicodedata.normalize("NFC", text)
    assert decode(text.encode())[0] == meant
    assert decode(("a," + text).encode("utf-16"))[0] == unicodedata.normalize("NFC", "a," + text)


@given(st.binary(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_stumble(data):
    for allowed in (None, ["windows-1252", "tcvn3"], ["utf-16", "vni"]):
        try:
            text, name = decode(data, allowed)
        except FileRefusedError as error:
            assert "hãy" in error.refusal.message_vi
        else:
            assert "\0" not in text
            assert name in (allowed or AS_BYTES)
