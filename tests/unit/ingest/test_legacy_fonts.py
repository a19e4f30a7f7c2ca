"""TCVN3 and VNI: every letter, every unit's name, and texts that are neither."""

import csv
import re

import pytest
from legacy_writing import letters, tcvn3, vni

from orchestration.home import PROJECT_DIR
from orchestration.ingest.grid import Grid
from orchestration.ingest.legacy_fonts import shown, to_unicode
from orchestration.ingest.syllables import is_syllable

WRITERS = {"tcvn3": tcvn3, "vni": vni}


def unit_names():
    names = set()
    for level in ("provinces", "districts", "communes"):
        path = PROJECT_DIR / "seeds" / "areas" / f"{level}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            names |= {row["area_name"] for row in csv.DictReader(file)}
    return sorted(names)


def read(*cells, fonts=None):
    """What becomes of a column of cells; None: undecided."""
    named = {(row, 0): font for row, font in enumerate(fonts or []) if font}
    (grid,) = to_unicode([Grid("Biểu", [[cell] for cell in cells], fonts=named)])
    return [
        None if (row, 0) in grid.undecided else values[0] for row, values in enumerate(grid.rows)
    ], grid.legacy_encoding


def test_every_letter_has_one_way_there_and_back():
    for letter in letters():
        assert shown(vni(letter), "vni") == letter
        small = letter.lower() if len(tcvn3(letter)) == 1 and letter not in "ĂÂĐÊÔƠƯ" else letter
        assert shown(tcvn3(letter), "tcvn3") == small
        assert shown(tcvn3(letter.lower()), "tcvn3", capitals=True) == letter.upper()


@pytest.mark.parametrize(
    ("sent", "encoding", "meant"),
    [
        ("L¹ng S¬n", "tcvn3", "Lạng Sơn"),
        ("§iÖn Biªn", "tcvn3", "Điện Biên"),
        ("Hé nghÌo", "tcvn3", "Hộ nghèo"),
        ("Tû lÖ hé cËn nghÌo", "tcvn3", "Tỷ lệ hộ cận nghèo"),
        ("h\u00ad\u00adíng", "tcvn3", "hưướng"),
        ("Laïng Sôn", "vni", "Lạng Sơn"),
        ("Ñieän Bieân", "vni", "Điện Biên"),
        ("Hoä ngheøo", "vni", "Hộ nghèo"),
        ("UÛY BAN NHAÂN DAÂN", "vni", "ỦY BAN NHÂN DÂN"),
        ("Uûy ban", "vni", "Ủy ban"),
        ("m²", "tcvn3", "m\ufffd"),
    ],
)
def test_texts_known_from_practice(sent, encoding, meant):
    assert shown(sent, encoding) == meant


def test_a_capital_font_shows_small_codes_as_capitals():
    assert read("tæng sè hé nghÌo", fonts=[".VnTimeH"]) == (["TỔNG SỐ HỘ NGHÈO"], "tcvn3")


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_every_unit_of_the_country_comes_back(encoding):
    names = unit_names()
    found, named = read(*map(WRITERS[encoding], names))
    undecided = [name for name, text in zip(names, found, strict=True) if text is None]
    print(f"{encoding}: {len(names)} names, {len(undecided)} undecided")
    wrong = [
        (name, text)
        for name, text in zip(names, found, strict=True)
        # A capital with a tone has no code in TCVN3: it comes back small.
        if text is not None
        and (text.lower() != name.lower() or (encoding == "vni" and text != name))
    ]
    assert (named, wrong, undecided) == (encoding, [], [])


def test_a_unicode_file_is_left_alone():
    names = unit_names()
    others = [
        "Excel®",
        "§ 5",
        "¬p",
        "25 °C",
        "© 2024",
        "2½",
        "5 µm",
        "100 m²",
        "3×4",
        "N·m",
        "ø 20",
    ]
    others += ["Côte d'Ivoire", "São Paulo", "Müller GmbH", "Straße", "société générale", "où est"]
    others += [
        "España",
        "Ðắk Lắk",
        "Đắk\u00adLắk",
        "№ 5",
        "naïve",
        "Ça va",
        "Žižek",
        "Москва",
        "日本",
    ]
    assert read(*names, *others) == ([*names, *others], None)


FRENCH = str.split("""
La société a été créée où le marché était né; côté français, l'hôpital, le théâtre et la forêt,
bientôt après Noël, très près du château: même à la fête du maïs, dès août, sûr de leur goût haï.
Élève, être, île, naïf, ça, garçon, leçon, tôt, thé, clé, dû, là, déjà, voilà, où""")
GERMAN = str.split("""
Für Köln und München über schöne Straßen, große Häuser, Öl, Bär, Tür, Fuß, größer, hätte, können,
möchten, Brücke, Vögel, Nähe, Städte, Mädchen, zwölf, hören, führen, Österreich""")
IBERIAN = str.split("""
España año niño más está después él sí así tú té qué José Bogotá Perú León aún país baúl
São João não pão mãe ação região município você até aí saúde""")


@pytest.mark.parametrize(
    "words",
    [
        ["Loïc"],
        ["Loïc", "Naïm", "Maï"],
        ["où", "Loïc"],
        FRENCH,
        GERMAN,
        IBERIAN,
        FRENCH + GERMAN + IBERIAN,
    ],
)
def test_western_texts_are_left_alone(words):
    assert read(*words) == (words, None)
    assert read(" ".join(words)) == ([" ".join(words)], None)


def test_a_file_in_two_writings_is_told_apart_by_its_words():
    sent = ["Huyện Văn Lãng", "X· T©n Thanh", "Xã Hồng Thái", "Thôn Bản Mới", "HuyÖn B×nh Gia"]
    meant = ["Huyện Văn Lãng", "Xã Tân Thanh", "Xã Hồng Thái", "Thôn Bản Mới", "Huyện Bình Gia"]
    assert read(*sent) == (meant, "tcvn3")


def test_what_could_be_either_in_such_a_file_is_not_decided():
    # `Hé` is Hé in Unicode and Hộ in TCVN3.
    assert read("Xã Hồng Thái", "X· T©n Thanh", "Hé nghÌo", "Hé")[0] == [
        "Xã Hồng Thái",
        "Xã Tân Thanh",
        "Hộ nghèo",
        None,
    ]
    assert read("X· T©n Thanh", "Hé nghÌo", "Hé")[0] == ["Xã Tân Thanh", "Hộ nghèo", "Hộ"]
    # What the encoding does not have was never typed in it.
    assert read("X· T©n Thanh", "Hé nghÌo", "m²", "25 °C")[0][2:] == ["m²", "25 °C"]
    assert read("X· T©n Thanh", "Hé nghÌo", "X· 5 m²")[0][2:] == [None]


def test_fonts_part_a_file():
    sent = ["Hé", "Hé", "X· T©n Thanh", "Hòa Bình", "Đắk Lao", 12.0, "Ea Pal"]
    fonts = [".VnTime", None, ".VnTime", None, ".VnTime", ".VnTime", ".VnTime"]
    meant = [None, "Hé", "Xã Tân Thanh", "Hòa Bình", "Đắk Lao", 12.0, "Ea Pal"]
    assert read(*sent, fonts=fonts) == (meant, "tcvn3")  # a Unicode text stands in that font, too
    assert read(*sent[:4], fonts=fonts[:4])[0] == ["Hộ", "Hé", "Xã Tân Thanh", "Hòa Bình"]


def test_a_font_alone_does_not_decide_a_text_that_is_good_unicode():
    assert read("Hòa", fonts=[".VnTime"]) == ([None], None)


def test_a_single_text_is_too_little_to_decide_and_too_odd_to_land():
    assert read("X· Hång Th¸i")[0] == ["Xã Hồng Thái"]
    assert read("Th¸i", "Huyện Văn Lãng") == ([None, "Huyện Văn Lãng"], None)


def test_texts_that_lost_letters_are_not_landed():
    mojibake = "Lạng Sơn".encode().decode("latin-1")
    assert read(mojibake, "L\ufffdng S\ufffdn", "Lạng Sơn")[0] == [None, None, "Lạng Sơn"]
    assert read("Đăk Lăk".encode().decode("cp1252", "ignore"))[0] != ["Đăk Lăk"]


def test_syllables_of_the_country_and_of_others():
    names = [w for name in unit_names() for w in re.findall(r"[^\W\d_]+", name) if not w.isascii()]
    known = sum(map(is_syllable, set(names)))
    print(f"{known} of {len(set(names))} words of unit names are syllables")
    assert known / len(set(names)) > 0.95
    words = {word.strip(".,;:") for word in FRENCH + GERMAN + IBERIAN}
    foreign = {word for word in words if not word.isascii() and is_syllable(word)}
    assert foreign <= set(str.split("à là dû né thé clé São não pão mãe sí tú té qué"))
