"""Names of people: reading order, case, suffixes, and what cannot be a name."""

import re
from collections.abc import Sequence
from importlib.resources import files

from domain.likeness import fold
from intake.extractors.normalise.addresses import STATE_CODES, STATE_NAMES
from intake.extractors.normalise.confusions import as_letters
from intake.extractors.normalise.listed_names import look_up

#: What may follow a surname, as read and as written.
SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}

#: The second and third of a name with an I read as another stroke: "Il".
_MISREAD_SUFFIX = re.compile(r"(?:[Il][Il1|]|[1|][Il])[Il1|]?")

#: Ranks of soldiers, sailors and airmen, as memoranda write them before or behind a name.
_RANKS = {
    "pvt", "pfc", "spc", "cpl", "lcpl", "sgt", "ssg", "sfc", "msg", "sgm", "csm", "ssgt", "tsgt", "msgt", "smsgt", "cmsgt", "gysgt",
    "amn", "sra", "wo1", "cw2", "cw3", "cw4", "cw5", "2lt", "1lt", "lt", "cpt", "capt", "maj", "ltc", "ltcol", "col", "ltjg", "lcdr",
    "cdr", "1sg", "a1c", "po1", "po2", "po3", "hm1", "hm2", "hm3",
}  # fmt: skip
#: A soldier's grade of pay: "SGT/E-5".
_GRADE = re.compile(r"(?i)^(?:[a-z]{2,4}/)?[ewo]-?\d$")

#: Ranks as they stand before or behind a name, but for two that are given names too.
_SHORT_RANKS = _RANKS - {"maj", "col"}
_HONORIFICS = {
    "mr", "mrs", "ms", "miss", "dr", "mx", "hon", "ff", "ffemt", "ffp", "ffpm", "ffparamedic", "firefighter", *_SHORT_RANKS,
}  # fmt: skip

#: Letters that follow a name for a trade or degree.
_CREDENTIALS = {
    "emt", "emtb", "emtp", "emti", "aemt", "emr", "nrp", "nremt", "nremtp", "paramedic", "rn", "md", "do",
    "bsn", "msn", "np", "pa", "esq", "emtparamedic", "emtbasic", "ccp", "fpc", "bls", "acls", "ic", "mba", "edd", "phd", "dnp", "pac",
    "med", "mph", "mpa", "mha", "jd",
}  # fmt: skip

_TITLES_BEHIND = _CREDENTIALS | _SHORT_RANKS

#: Small words inside a name.
PARTICLES = {"de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "van", "von", "der",
              "den", "ter", "bin", "ben", "y", "e", "st", "san", "mac", "los", "las"}  # fmt: skip

#: Words of forms, cards and offices: a run that holds one of them is no person's name. Words that are
#: surnames as well (Park, Young, Judge, Law) are left out on purpose.
NOT_NAMES = frozenset(
    files("intake.extractors.normalise").joinpath("not_names.txt").read_text("utf-8").split()
)


_WORD = re.compile(r"^[^\W\d_][^\W\d_'’`.\-]*(?:['’`\-.][^\W\d_]+)*['’.]?,?$")

#: Small words between hyphens, as no name has them: "Out-of-State".
_WITHIN_A_WORD = re.compile(r"-(?:of|the|and)-")

#: The capitals of a trade behind a name, at the end of a sentence.
_ENDS_SENTENCE = re.compile(r"[A-Z]{2,9}\.")

#: What is tidied away around the words of a name.
_MARKS = re.compile(r"[*:;|\[\]{}<>\"“”=~•·!]+")
_GAPS = re.compile(r"[\s_]+")
_PARENTHESES = re.compile(r"\([^()\n]*\)")
_GAP_BEFORE_COMMA = re.compile(r"(?<!\s)\s+,")
#: "Ana St. croix", "Ana St, croix": by hand the word behind the saint often begins with a small letter.
_SAINT = re.compile(r"(?<=[^\W\d_]\s)(St[.,]?)\s+([^\W\d_A-Z]{3,})$")
#: "MarieW Souza", "MarieC.Souza": an initial whose blanks were lost, as by hand.
_GLUED_INITIAL = re.compile(r"(?<=[a-zà-öø-ÿ]{3})[A-Z]\.?(?=[A-Z][a-zà-öø-ÿ]|\s|$)")
#: The same before a surname that a hand began with a small letter: "MarieC.souza".
_GLUED_SMALL = re.compile(r"(?<=[a-zà-öø-ÿ]{3})[A-Z]\.(?=[a-zà-öø-ÿ]{4})")
#: A word whose last letter is a capital of the same shape as its small one: "RamoS".
_LAST_CAPITAL = re.compile(r"(?<![^\W\d_])[A-Z][a-zà-öø-ÿ]{2,}[COSUVWXZ](?=\s|$)")
#: A stroke of an initial that was read as a sign before it, as by hand: "'T.".
_STROKE = re.compile(r"(?<!\S)['’‘](?=[A-Z](?:\.|\s|$))")
_GAP_BEFORE_HYPHEN = re.compile(r"(?<=[^\W\d_])\s+-(?=[^\W\d_]{2})")


def tidy_name(text: str, *, last_first: bool = False) -> str | None:
    """Bring a printed name into reading order and mixed case; None where it is no name.

    `last_first` tells that the form asks for the surname first (without a comma the first word is it).
    """
    cleaned = _GAPS.sub(" ", _MARKS.sub(" ", text)).strip(" ,.-–—")
    cleaned = _PARENTHESES.sub(" ", cleaned).strip(" ,.-–—()")
    cleaned = _GAP_BEFORE_COMMA.sub(",", _STROKE.sub("", cleaned))
    cleaned = _GAP_BEFORE_HYPHEN.sub("-", cleaned)
    cleaned = _LAST_CAPITAL.sub(_with_small_end, cleaned)
    cleaned = _GAPS.sub(" ", _GLUED_INITIAL.sub(r" \g<0> ", cleaned)).strip()
    cleaned = _SAINT.sub(lambda found: f"St. {found[2].capitalize()}", cleaned)
    parts = [_undo_digits(w) for w in _drop_titles(_to_sentence_end(cleaned.split()))]
    # A lone digit inside a name is a misread initial: better left out than guessed.
    parts = [w for i, w in enumerate(parts) if not (0 < i < len(parts) - 1 and re.fullmatch(r"\d\.?", w))]
    words, suffix = _pull_suffix(parts)
    no_person = _is_place(cleaned) or _PART_OF_A_FORM.fullmatch(cleaned)
    if not words or not looks_like_name(" ".join(words)) or no_person or words[0] == "I":
        return None
    words = _in_reading_order(words, last_first=last_first)
    words = _mixed_case([w.strip(",") for w in words])
    return " ".join([*words, *([suffix] if suffix else [])]) or None


def part_initial(text: str) -> str:
    """A name with blanks round the initial that a hand glued to both its neighbours, the surname's capital small or not."""
    return _GAPS.sub(" ", _GLUED_SMALL.sub(r" \g<0> ", text))


def ends_in_initial(word: str) -> bool:
    """Whether a word's full stop is that of an initial glued to it: "MarieC.", and ends no sentence."""
    return _GLUED_INITIAL.sub("", word) != word


def _with_small_end(word: re.Match[str]) -> str:
    """A surname's last letter small again, where the whole word is commoner than what an initial glued to it would leave."""
    whole, rest = look_up(word[0]), look_up(word[0][:-1])
    return word[0].capitalize() if whole.surname > max(rest.given, rest.surname) else word[0]


#: What a form's parts are called by where they stand: "Right Side".
_PART_OF_A_FORM = re.compile(
    r"(?i)(?:left|right|top|bottom|upper|lower|front|back|reverse|other|this)(?:[ -]hand)?[ -](?:side|half|panel|box|block|page|corner)"
)

#: States by whose names many people are called, too.
_PEOPLE_TOO = frozenset({"washington", "virginia", "georgia"})


#: States as they were shortened before their codes ("Palmer, Mass."); what people are called too is left out.
_SHORT_STATES = frozenset(
    ("ariz", "calif", "colo", "conn", "fla", "ill", "kans", "mass", "minn", "mont", "nebr", "okla", "oreg",
     "penna", "tenn", "wash", "wis", "wisc", "wyo")
)  # fmt: skip


def _is_place(text: str) -> bool:
    """Whether a text is a state, or a city with its state: no person is called so."""
    parts = [part.strip() for part in text.rsplit(",", 1)]
    return (fold(text) in STATE_NAMES and fold(text) not in _PEOPLE_TOO) or (
        len(parts) == 2 and (parts[1] in STATE_CODES or fold(parts[1].rstrip(".")) in _SHORT_STATES)
    )


def looks_like_name(text: str, *, least: int = 1, most: int = 6) -> bool:
    """Whether every word has the shape of a name and none is a word of forms."""
    words = text.split()
    if not least <= len(words) <= most:
        return False
    long = 0
    for word in words:
        bare = fold(word.strip(".,'’"))
        if not _WORD.match(word) or (bare in NOT_NAMES and (len(bare) > 1 or word.islower())):
            return False
        if _WITHIN_A_WORD.search(bare):
            return False
        if word[0].islower() and bare not in PARTICLES and not text.islower():
            return False
        long += len(bare) > 1
    return long >= 1 and sum(len(w) for w in words) <= 50


def is_full_name(text: str) -> bool:
    """Whether a tidied name has a given name and a surname, small words before which are none."""
    words = [w for w in text.split() if w.rstrip(".").casefold() not in SUFFIXES]
    given = any(not w.islower() for w in words[:-1])
    return given and len(words[-1].strip(".")) > 1


#: Small words before a surname that are names of their own as well.
_ALSO_NAMES = frozenset({"al", "ben", "do", "la", "le", "mac"})


def given_names(name: str) -> list[str]:
    """The words of a whole name before its surname and the small words that open it: "Ana T" of "Ana T van der Meer"."""
    words = name.split()[:-1]
    while len(words) > 1 and words[-1].casefold() in PARTICLES - _ALSO_NAMES:
        words.pop()
    return words


def join_name(first: str, middle: str, last: str, suffix: str = "") -> str | None:
    """One name in reading order from the boxes of a form; None without a given name and a surname."""
    tidied = [tidy_name(p) or "" for p in (first, middle, last)]
    if re.fullmatch(r"\W*[^\W\d_]\W*", middle):
        tidied[1] = middle.strip(" .,").upper()
    if not tidied[0] or not tidied[2]:
        return None
    words = " ".join(t for t in tidied if t).split()
    words, own = _pull_suffix(words)
    ending = SUFFIXES.get(suffix.strip(" .,").casefold(), "") or own
    return " ".join([*_mixed_case(words), *([ending] if ending else [])])


def _undo_digits(word: str) -> str:
    letters = sum(c.isalpha() for c in word)
    if letters >= 2 and any(c.isdigit() for c in word) and letters > len(word) / 2:
        mended = as_letters(word)
        if word.upper() == word:
            return mended.upper()
        return mended if word[0].isalpha() else mended[:1].upper() + mended[1:]
    return word


def _to_sentence_end(parts: list[str]) -> list[str]:
    """The words up to a trade's capitals with a dot, which end a sentence: "B. Stroud RN. Help line"."""
    ends = (at for at, word in enumerate(parts[2:], 2) if _ENDS_SENTENCE.fullmatch(word))
    end = next((at for at in ends if parts[at][:-1].casefold() in _CREDENTIALS), None)
    return parts if end is None else parts[: end + 1]


def _is_title(word: str) -> bool:
    """Whether a word is a trade's, a degree's or a rank's letters, with a digit of its own or behind them."""
    return word in _TITLES_BEHIND or word.rstrip("0123456789") in _CREDENTIALS


#: Ranks that are surnames too.
_RANKS_IN_FULL = frozenset({"lieutenant", "captain", "sergeant"})


def _is_rank(parts: list[str]) -> bool:
    """Whether a rank in full stands before a whole name, and is no surname set first: "Sergeant, Mary Ellen"."""
    return len(parts) > 2 and parts[0].casefold() in _RANKS_IN_FULL


def bears_title(words: Sequence[str]) -> bool:
    """Whether a person's title, rank or degree stands before or behind words, or what follows a surname: "Wm. T. Hale III"."""
    first, last = (re.sub(r"[^a-z\d]", "", words[at].casefold()) for at in (0, -1))
    behind = last in SUFFIXES or (words[-1].isupper() and _is_title(last)) or last == "paramedic"
    return first in _HONORIFICS or first in _RANKS_IN_FULL or behind


#: The capitals of a degree or trade, known or not, as they are lined up behind a name.
_LINED_UP = re.compile(r"[A-Z](?:[A-Za-z]?[A-Z.-]){1,6},?")


def _titles_from(parts: list[str]) -> int:
    """From which word on nothing but titles is lined up behind a whole name and its comma, of which the first is known:
    "Ana Cruz, RN, CEN"."""
    for at in range(2, len(parts) - 1):
        known = parts[at - 1].endswith(",") and _is_title(re.sub(r"[^a-z\d]", "", parts[at].casefold()))
        if known and all(_LINED_UP.fullmatch(word) for word in parts[at:]):
            return at
    return len(parts)


def _drop_titles(parts: list[str]) -> list[str]:
    def bare(word: str) -> str:
        return re.sub(r"[^a-z\d]", "", word.casefold())

    while parts and (bare(parts[0]) in _HONORIFICS or _is_rank(parts)):
        parts = parts[1:]
    parts = parts[: _titles_from(parts)]
    while len(parts) > 2 and (_is_title(bare(parts[-1])) or _GRADE.match(parts[-1])):
        parts = parts[:-1]
    if parts and len(parts) > 2:
        parts[-1] = parts[-1].rstrip(",")
    return parts


def _pull_suffix(words: list[str]) -> tuple[list[str], str]:
    """Take Jr, Sr, II, III, IV out, wherever the form put it; an initial V or I is no suffix."""
    for index in range(len(words) - 1, 0, -1):
        read = words[index].strip(".,")
        ends = index == len(words) - 1 and index > 1
        misread = (ends or words[index].endswith(",")) and _MISREAD_SUFFIX.fullmatch(read)
        bare = ("i" * len(read) if misread else read).casefold()
        if bare in SUFFIXES:
            rest = words[:index] + words[index + 1 :]
            if words[index].endswith(",") and index >= 1:
                rest[index - 1] = rest[index - 1].rstrip(",") + ","
            elif rest[index - 1].endswith(",") and index == len(words) - 1:
                rest[index - 1] = rest[index - 1].rstrip(",")
            return rest, SUFFIXES[bare]
    return words, ""


def _in_reading_order(words: list[str], *, last_first: bool) -> list[str]:
    comma = next((i for i, w in enumerate(words[:-1]) if w.endswith(",")), None)
    if comma is not None and not (_is_stray(words, comma) and not last_first):
        return words[comma + 1 :] + words[: comma + 1]
    if last_first and len(words) >= 2:
        head = 1
        while head < len(words) - 1 and words[head - 1].casefold() in PARTICLES:
            head += 1
        return words[head:] + words[:head]
    return words


#: How much commoner as a given name, in steps of ten times, a word is that is hardly a surname.
_GIVEN_BY = 2


def _is_stray(words: Sequence[str], comma: int) -> bool:
    """Whether a comma stands between a given name and a surname that are hardly the other: "Katie, Green"."""
    if comma != 0 or len(words) != 2:
        return False
    first, last = look_up(words[0].strip(",")), look_up(words[1])
    return first.given >= first.surname + _GIVEN_BY and last.given == 0 and last.surname >= _GIVEN_BY


def _mixed_case(words: list[str]) -> list[str]:
    joined = "".join(c for w in words for c in w if c.isalpha())
    if len(joined) > 1 and (joined.isupper() or joined.islower()):
        return [title_word(w) for w in words]
    # A word in capitals among mixed ones ("Maria DE SOUZA") is cased like the rest.
    return [title_word(w) if w.isupper() and (len(w) > 2 or w.casefold() in PARTICLES) else w for w in words]


def title_word(word: str) -> str:
    """One word of a name in mixed case: "o'brien-mcdow" is "O'Brien-McDow"."""

    def cased(part: str) -> str:
        low = part.lower()
        if low.startswith("mc") and len(low) > 3:
            return "Mc" + low[2:].capitalize()
        return low[:1].upper() + low[1:]

    return "".join(p if re.fullmatch(r"['’`\-.]", p) else cased(p) for p in re.split(r"(['’`\-.])", word))
