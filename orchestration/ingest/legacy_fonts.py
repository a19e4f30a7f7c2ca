"""Text typed for TCVN3 (ABC) and VNI fonts: recognised over a whole file, turned into Unicode.

Such a cell holds Latin-1 characters that only its font shows as Vietnamese: `L¹ng S¬n` (TCVN3,
TCVN 5712:1993 VN3), `Laïng Sôn` (VNI-Win). No cell is decided by itself: the fonts of the file
and the words of all its cells decide, and a cell that can be read in two ways is left undecided.
Must run before soft hyphens are taken out: the `ư` of TCVN3 is one.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from orchestration.ingest.grid import Grid
from orchestration.ingest.syllables import is_syllable

Encoding = Literal["tcvn3", "vni"]
ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni")
ENCODING_NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}

_TCVN3 = dict(
    zip(
        map(
            ord,
            "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        ),
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# VNI writes most letters as a base letter and a second character that stands for its marks.
_VNI_PAIRS = {
    "a": ("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}
_VNI_SINGLES = dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
_VNI = {
    base + mark: letter
    for base, (marks, letters) in _VNI_PAIRS.items()
    for mark, letter in zip(marks, letters, strict=True)
}
_VNI |= {(base + mark).capitalize(): letter.upper() for (base, mark), letter in _VNI.items()} | {
    (base + mark).upper(): letter.upper() for (base, mark), letter in _VNI.items()
}
_VNI |= _VNI_SINGLES | {a.upper(): b.upper() for a, b in _VNI_SINGLES.items()}
_VNI_UNIT = re.compile(r"[AEOUYaeouyÔôÖö][ÀÁÂÃÄÅÈÉÊËÏÕØÙÚÛÜàáâãäåèéêëïõøùúûü]|[À-ÿ]")

# TCVN3 codes that no Unicode word has inside it.
_SYMBOLS = "".join(map(chr, range(0xA1, 0xC0))) + "×÷"
_TOKEN = re.compile(r"(?:[^\W\d_]|[\u00a1-\u00bf×÷])+")
_VOWEL = re.compile(r"[aeiouy]")
# UTF-8 that was once read as windows-1252 or Latin-1: the bytes of a letter as two or three.
_TWICE_ENCODED = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]")
# How many telling words make a file legacy, and which share of its words must then be good. A VNI
# word may be a western one (Loïc, où); several with different marks are none.
_NEEDED_WORDS = {"tcvn3": 2, "vni": 3}
NEEDED_SHARE = 0.8

_Judgement = Literal["good", "bad", "neutral"]


def shown(text: str, encoding: Encoding, capitals: bool = False) -> str:
    """The text as its font shows it; U+FFFD stands for what the encoding does not have.

    `capitals`: a capital font (`.VnTimeH`) shows the codes of lower case as capitals.
    """
    if encoding == "tcvn3":
        unicode_text = "".join(
            _TCVN3.get(ord(char), "\ufffd") if "\u00a1" <= char <= "\u00ff" else char
            for char in text
        )
    else:
        unicode_text = _VNI_UNIT.sub(lambda match: _vni(match.group()), text)
    return unicode_text.upper() if capitals else unicode_text


def _vni(unit: str) -> str:
    if len(unit) == 2 and unit not in _VNI:  # two letters, each with a code of its own
        return (unit[0] if unit[0].isascii() else _vni(unit[0])) + _vni(unit[1])
    return _VNI.get(unit, "\ufffd")


def tokens(text: str) -> set[str]:
    """The words of a text that are not plain ASCII, symbols between their letters included."""
    return {token for token in _TOKEN.findall(text) if not token.isascii()}


def _judge_letters(word: str) -> _Judgement:
    if not _VOWEL.search(unicodedata.normalize("NFD", word.lower())):
        return "neutral"  # an abbreviation: HĐND, QĐ
    return "good" if is_syllable(word.replace("Ð", "Đ").replace("ð", "đ")) else "bad"


@functools.lru_cache(maxsize=65536)
def judge(token: str, encoding: Encoding | None) -> _Judgement:
    """Whether a word is Vietnamese under a reading (None: as Unicode has it)."""
    if encoding:
        return _judge_letters(shown(token, encoding)) if _is_possible(token, encoding) else "bad"
    core = token.strip(_SYMBOLS)  # Kia®, «nhà»
    if core.isascii():
        return "neutral"
    if max(core) > "\u00ff":
        core = core.replace("\u00ad", "")
    return "bad" if any(char in _SYMBOLS for char in core) else _judge_letters(core)


@functools.lru_cache(maxsize=65536)
def _is_possible(token: str, encoding: Encoding) -> bool:
    return max(token) <= "\u00ff" and "\ufffd" not in shown(token, encoding)


@functools.lru_cache(maxsize=65536)
def _is_telling(token: str, encoding: Encoding) -> bool:
    """Whether no Unicode text would hold this word, and the encoding's do."""
    if judge(token, encoding) != "good" or judge(token, None) == "good" or len(token) < 2:
        return False
    if encoding == "tcvn3":
        return any(char in _SYMBOLS for char in token)
    return bool(_vni_marks(token))


def _vni_marks(token: str) -> set[str]:
    return {unit[1].lower() for unit in _VNI_UNIT.findall(token) if len(unit) == 2 and unit in _VNI}


def is_told(words: Iterable[str], encoding: Encoding) -> bool:
    """Whether so many words have no other explanation that no western text holds them all."""
    telling = {word for word in words if _is_telling(word, encoding)}
    if len({shown(word, encoding).lower() for word in telling}) < _NEEDED_WORDS[encoding]:
        return False
    return encoding == "tcvn3" or len(set().union(*map(_vni_marks, telling))) > 1


def reads_as(words: Iterable[str], encoding: Encoding | None) -> tuple[int, int]:
    """How many words are Vietnamese in this reading, and how many are not."""
    judged = [judge(word, encoding) for word in words]
    return judged.count("good"), judged.count("bad")


def font_encoding(font: str) -> Encoding | None:
    """`.VnTime` is TCVN3, `VNI-Times` VNI."""
    name = font.strip().lower()
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni") else None


Place = tuple[int, int, int]
"""Sheet number, row, column."""


@dataclass
class _Group:
    """The texts of one kind of font, judged together."""

    font: Encoding | None
    places: dict[str, list[Place]] = field(default_factory=dict)

    @functools.cached_property
    def texts(self) -> dict[str, set[str]]:
        """Text -> its words that are not plain ASCII."""
        return {text: tokens(text) for text in self.places}

    @functools.cached_property
    def words(self) -> set[str]:
        return set().union(*self.texts.values())

    def _speaks_for(self, encoding: Encoding) -> bool:
        """Whether the words that are no Unicode Vietnamese are Vietnamese in the encoding."""
        foreign = [word for word in self.words if judge(word, None) != "good"]
        good = sum(judge(word, encoding) == "good" for word in foreign)
        bad = sum(judge(word, encoding) == judge(word, None) == "bad" for word in foreign)
        return good > 0 and good >= NEEDED_SHARE * (good + bad)

    def encodings(self) -> tuple[Encoding, ...]:
        """The encodings that fonts or words speak for."""
        if self.font:
            return (self.font,)
        return tuple(
            encoding
            for encoding in ENCODINGS
            if is_told(self.words, encoding) and self._speaks_for(encoding)
        )

    def decide(self) -> Iterator[tuple[str, Encoding | None]]:
        """Text -> its encoding, None where it is undecided; Unicode texts are left out."""
        encodings = self.encodings()
        if not encodings:
            yield from ((text, None) for text in self._stray())
            return
        readings = {text: _readings(words, encodings) for text, words in self.texts.items()}
        has_unicode = any(
            found == [None] and reads_as(self.texts[text], None)[0]
            for text, found in readings.items()
        )
        has_legacy = any(found and None not in found for found in readings.values())
        for text, found in readings.items():
            legacy = [reading for reading in found if reading]
            if len(legacy) == 1 and (None not in found or (has_legacy and not has_unicode)):
                yield text, legacy[0]
            elif legacy or not found:
                yield text, None

    def _stray(self) -> Iterator[str]:
        """Single texts in a legacy encoding, in a file that shows too little to say which."""
        suspected = [e for e in ENCODINGS if any(_is_telling(word, e) for word in self.words)]
        for text, words in self.texts.items() if suspected else ():
            for encoding in suspected:
                is_sure = is_told(words, encoding) or (
                    encoding == "tcvn3"
                    and any(_is_telling(w, encoding) and len(w) > 2 and "·" not in w for w in words)
                    and self._speaks_for(encoding)
                )
                if is_sure and encoding in _readings(words, (encoding,)):
                    yield text
                    break


def _readings(words: set[str], encodings: Iterable[Encoding]) -> list[Encoding | None]:
    """The readings in which the words are Vietnamese, those with the fewest that are not."""
    judged: dict[Encoding | None, tuple[int, int]] = {
        encoding: reads_as(words, encoding)
        for encoding in encodings
        if all(_is_possible(word, encoding) for word in words)
    }
    good, bad = reads_as(words, None)
    # A word that may be of the encoding is no Unicode word with a symbol at its end (`B¨`).
    bad += sum(
        word.strip(_SYMBOLS).isascii() and any(_is_possible(word, e) for e in encodings)
        for word in words
    )
    judged[None] = good, bad
    fewest = min(bad for _, bad in judged.values())
    best = [reading for reading, (_, bad) in judged.items() if bad == fewest]
    # A name of the Highlands may hold more odd words than good ones: still no other reading fits.
    return [
        reading
        for reading in best
        if judged[reading][0] >= fewest or (len(best) == 1 and judged[reading][0])
    ]


def is_damaged(text: str) -> bool:
    """Whether letters were lost on the way: replacement characters, UTF-8 encoded twice."""
    if "\ufffd" in text:
        return True
    if not _TWICE_ENCODED.search(text):
        return False
    try:
        b"".join(char.encode("latin-1" if char < "\u0100" else "cp1252") for char in text).decode()
    except UnicodeError:
        return False
    return True


def to_unicode(grids: list[Grid]) -> list[Grid]:
    """The grids in Unicode; which legacy encoding was found is said in `Grid.legacy_encoding`.

    Texts that could be two, or that are none, stay as sent and are marked in `Grid.undecided`.
    """
    groups: dict[Encoding | None, _Group] = {}
    decided: dict[Place, Encoding | None] = {}
    for number, grid in enumerate(grids):
        for row_number, row in enumerate(grid.rows):
            for column, value in enumerate(row):
                if type(value) is not str or value.isascii():
                    continue
                font = font_encoding(grid.fonts.get((row_number, column), ""))
                group = groups.setdefault(font, _Group(font))
                place = (number, row_number, column)
                group.places.setdefault(unicodedata.normalize("NFC", value), []).append(place)
    for group in groups.values():
        for text, encoding in group.decide():
            decided |= dict.fromkeys(group.places[text], encoding)
        for text, places in group.places.items():
            if is_damaged(text):
                decided |= dict.fromkeys(places)
    if not decided:
        return grids
    return [_rewritten(grid, number, decided) for number, grid in enumerate(grids)]


def _rewritten(grid: Grid, number: int, decided: dict[Place, Encoding | None]) -> Grid:
    rows = [list(row) for row in grid.rows]
    undecided = set()
    legacy = grid.legacy_encoding
    for (sheet, row, column), encoding in decided.items():
        if sheet == number and encoding is None:
            undecided.add((row, column))
        elif sheet == number and encoding:
            legacy = encoding
            text = unicodedata.normalize("NFC", str(rows[row][column]))
            is_capital = grid.fonts.get((row, column), "").endswith("H")
            rows[row][column] = shown(text, encoding, is_capital)
    return replace(grid, rows=rows, undecided=frozenset(undecided), legacy_encoding=legacy)
