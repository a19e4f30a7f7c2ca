"""Whether a word can be a Vietnamese syllable: evidence about encodings. Judges no spelling.

Onset, rhyme and tone are those of the written language (Đoàn Thiện Thuật, *Ngữ âm tiếng Việt*),
with the onset clusters and the final k of the Central Highlands, which place names are full of.
"""

import functools
import re
import unicodedata

_TONES = {"\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0301": "sắc", "\u0323": "nặng"}

_RHYMES = str.split("""
a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âk âm ân âng âp ât âu ây
e ec ek em en eng eo ep et ê êch êk êm ên êng ênh êp êt êu
i ia ich ik im in ing inh ip it iu iêc iêk iêm iên iêng iêp iêt iêu
o oc oi ok om on ong oong ooc op ot ô ôc ôi ôk ôm ôn ông ôông ôp ôt ơ ơi ơk ơm ơn ơng ơp ơt
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet
u ua uc ui uk um un ung up ut uôc uôi uôk uôm uôn uông uôt uât uâc uân uâng uây uơ
uê uêch uên uênh uêt uêu uy uya uych uyn uynh uyp uyt uyu uyêm uyên uyêt
ư ưa ưc ưi ưk ưm ưn ưng ưt ưu ươc ươi ươk ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
""")
_ONSETS = str.split("""
b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x
bl br bh cl cr dl dr đr gl gr hl hr hn hm kl kr kn ml mr mn pl pr sl sr sp st tl tn xr
""")
# Behind `qu` the glide is written already: quan, quốc, quới.
_AFTER_QU = str.split("""
a ac ach ai an ang anh ao at ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê ên ênh êt i it
ô ôc ơ ơi ơn y ych ynh yt yên yêt
""")
_Y_ONSETS = ("", "h", "k", "l", "m", "s", "t", "v")
_STOP = re.compile(r"[cptk]$|ch$")
_FRONT = "eêiy"
_GLIDED = re.compile(r"oa|oe|uy|oo")
_QUALITY = "ăâêôơư"


def _spelt() -> dict[str, set[int]]:
    """Every toneless syllable -> how many letters its onset may have (g-ia, gi-a)."""
    found: dict[str, set[int]] = {}
    for onset in ("", *_ONSETS):
        for rhyme in _RHYMES:
            front = rhyme[0] in _FRONT
            if onset in ("c", "g", "ng") and front and (onset, rhyme[0]) != ("g", "i"):
                continue
            if onset in ("gh", "ngh") and not front:
                continue
            if onset == "gi" and rhyme[0] in "iy":
                continue
            if rhyme[0] == "y" and onset not in (_Y_ONSETS if rhyme == "y" else ("",)):
                continue
            found.setdefault(onset + rhyme, set()).add(len(onset))
    for rhyme in _AFTER_QU:
        found.setdefault("qu" + rhyme, set()).add(2)
    return found


_SYLLABLES = _spelt()


@functools.lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word of NFC letters (any case) is spelt as a Vietnamese syllable.

    At most one tone mark, on a letter that may carry it; before a final stop sắc or nặng (the
    final k of the Highlands may go without).
    """
    letters = ""
    tone, tone_at = None, -1
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            if tone:
                return False
            tone, tone_at = _TONES[char], len(letters) - 1
        elif unicodedata.combining(char):
            letters = letters[:-1] + unicodedata.normalize("NFC", letters[-1:] + char)
        else:
            letters += char
    onsets = _SYLLABLES.get(letters)
    if onsets is None:
        return False
    if tone is None:
        return letters.endswith("k") or not _STOP.search(letters)
    if tone not in ("sắc", "nặng") and _STOP.search(letters):
        return False
    return any(tone_at in _tone_places(letters, onset) for onset in onsets)


def _tone_places(letters: str, onset: int) -> set[int]:
    """The letters that may carry the tone: new and old style, and the usual slips (Qúy, gìa)."""
    rhyme = letters[onset:]
    glide = {onset - 1} if letters.startswith(("qu", "gi")) and onset == 2 else set()
    marked = [i for i, char in enumerate(rhyme) if char in _QUALITY]
    if marked:
        return {onset + marked[-1]}
    if _GLIDED.match(rhyme):
        return {onset, onset + 1}
    return {onset} | glide
