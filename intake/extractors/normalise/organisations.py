"""Names of offices, schools, hospitals and companies."""

import re
from collections.abc import Set

from rapidfuzz.distance import Levenshtein

from intake.extractors.normalise.addresses import STATE_NAMES
from intake.extractors.normalise.office_work import is_its_work
from intake.extractors.normalise.streets import STREETS

_CORE = re.compile(
    r"(?i)\b(department|dept\.?|office|bureau|division|board|commission|authority|agency|college|university|"
    r"institute|academy|school|hospital|medical\s+cent(?:er|re)|health\s*(?:system|care|services)?|ambulance|ems|"
    r"county|fire|rescue|services|center|centre|foundation|association|clinic|council|programs?|partners|group|"
    r"transport|medicine|medics|paramedics|staffing|healthcare|air\s+medical|instruction|associates|solutions|inc\.?|llc|l\.l\.c\.?|corp\.?|company|emergency\s+medical\s+s(?:ervices|ystems)|registry|network|cooperative|district|branch\s+of|(?:ems|health|medical|services?|systems?|trauma|safety|licen[sc]\w+|certification|regulat\w+|preparedness|credential\w*)\s+branch|command|squadron|air\s+force|coast\s+guard|national\s+guard|naval|city\s+of|town\s+of|state\s+of|commonwealth\s+of|district)(?![a-z])"
)

#: What a state's own office is called; outranks its bureaus and divisions.
_PARENT = re.compile(
    r"(?i)\b(department of|dept\.? of|office of|board of|college|university|hospital|medical center|bureau of)\b"
)

#: The office that reads the papers; its names are never the requester's.
_OWN = re.compile(
    r"(?i)\b(?:massachusetts|mass\.?|ma)\s+(?:department|dept|dph|office|oems|ems|bureau)|"
    r"\boems\b.*\bmarlborough|office of emergency medical services,?\s*(?:67|99|marlborough|commonwealth)|"
    r"67\s+forest\s+st|99\s+chauncy|commonwealth\s+of\s+massachusetts|\bmass(?:achusetts)?\.?\s+oems\b|^\s*oems\b"
)


#: Words inside an organisation's name that are not capitalised.
_INNER = frozenset(["of", "and", "the", "for", "&", "in"])

#: Words that end a name in running text, capitals or not.
_STOPS = frozenset(
    re.findall(
        r"\w+",
        "to from by with my your our please send sent fax mail email or i me is are was that this these at a an it on "
        "as has have will he she they you we us return forward re attn attention tel telephone phone dear hello if so "
        "when where which who whose because after before since certification verification form request release",
    )
)

#: Words that tell somebody to do something with the office named behind them: no name begins so.
_ORDERS = frozenset(["tell", "ask", "let", "notify", "inform", "give", "allow", "permit", "authorize"])

#: What is no organisation though its words could be: the trade itself, titles of forms.
_GENERIC = re.compile(
    r"(?i)^(?:the\s+)?(?:state\s+)?(?:emergency\s+medical\s+(?:services?|systems?|technicians?)(?:\s+(?:section|personnel|provider|credentials?))?"
    r"|ems(?:\s+(?:provider|personnel|certification|licen\w+|section|credentials?|office|agency|services?))?|fire(?:\s+department)?|department|health\s+services"
    r"|(?:[a-h]|alpha|bravo|charlie|delta|headquarters(?:\s+and\s+headquarters)?)\s+(?:company|battery|troop)"
    r"|issuing\s+agency|(?:[a-z]+\s+){1,4}seal(?:\s+here)?|state\s+(?:office|agency)|(?:licensing|verifying|certifying|receiving|requesting)\s+(?:agency|office|board|state)|office\s+use(?:\s+only)?|(?:[a-z]+\s+){1,4}use\s+only|for\s+office.*)$"
)


#: A desk inside an organisation; the organisation's own name outranks it.
_DESK = re.compile(
    r"(?i)^(?:the\s+)?(?:admissions?|recruit\w+|medical\s+staff|human\s+resources|personnel|credential\w*|certification|licens\w+|allied\s+health"
    r"|employment|onboarding|talent\w*|education|training|program|student\s+\w+|occupational\s+health|compliance|records?|quality|clinical)\s+"
    r"(?:and\s+\w+\s+|&\s+\w+\s+)?(?:office|division|services?|department|section|unit|desk|bureau|program|team)$|^office\s+of\s+(?:the\s+\w+|(?:licens\w+|certification|credential\w*)\b.*)$"
    r"|^(?:ems|emergency\s+medical\s+services?)\s+(?:providers?\s+|personnel\s+)?(?:licens(?:ing|ure)|certification|credentialing)$"
)

#: Words of offices' names that a misread letter is mended in: states, and what offices call themselves.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "department office bureau division emergency medical services service health public human state county "
        "university college hospital institute academy education training certification licensing licensure "
        "association ambulance technician paramedic community regional memorial center transport authority "
        "commission registry system systems trauma preparedness safety rescue district county professional "
        "regulation environmental protection family welfare rehabilitation commonwealth fire north south west east "
        + " ".join(STATE_NAMES),
    )
)


def mend_office_words(text: str) -> str:
    """Mend one misread letter in the words that offices' names are made of ("Burezu", "Virqinia")."""
    return re.sub(r"[^\W\d_]{6,}", lambda found: _mend_word(found[0]), text)


def _mend_word(word: str) -> str:
    low = word.casefold()
    if low in _WORDS or low.rstrip("s") in _WORDS:
        return word
    near = [w for w in _WORDS if len(w) == len(low) and Levenshtein.distance(low, w, score_cutoff=1) <= 1]
    if len(near) != 1:
        return word
    mended: str = near[0]
    return mended.upper() if word.isupper() else mended.capitalize() if word[0].isupper() else mended


def is_desk(text: str) -> bool:
    """Whether a text names a desk inside an organisation rather than the organisation."""
    return bool(_DESK.match(text.strip(" ,.;:()")))


def is_generic(text: str) -> bool:
    """Whether a text names the trade or any office at all, not a certain one."""
    return bool(_GENERIC.match(text.strip(" ,.;:")))


#: What an office may be numbered by: "88th Medical Group".
_ORDINAL = re.compile(r"(?i)^\d+(?:st|nd|rd|th)$")


#: Of what a state or county has several, told apart by a number.
_NUMBERED = frozenset({"district", "region", "station", "battalion", "troop", "precinct"})


def _is_numbered(kind: str, word: str, behind: list[str]) -> bool:
    """Whether a number tells one of several like offices: "Fire Protection District 4"; a house's has its street behind it."""
    if kind.casefold() not in _NUMBERED or not re.fullmatch(r"\d{1,3}[,.;]?", word):
        return False
    return word[-1] in ",.;" or not any(w.casefold().strip(".,") in STREETS for w in behind[:3])


#: The first of several words in parentheses.
_OPENS = re.compile(r"^\([A-Z][^()]*$")


def _goes_on_in_parentheses(first: str, word: str) -> bool:
    """Whether a word in parentheses belongs to a name, as to a unit's: "118th Medical Company (Area Support)". Behind
    other names such words tell a desk."""
    return _ORDINAL.match(first) is not None and _OPENS.match(word) is not None


def split_organisations(words: list[str]) -> list[tuple[int, int]]:
    """The runs [first, last) of a line's words that name an organisation each."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    words = [_capital(words, i) for i in range(len(words))]
    for index, word in enumerate([*words, "."]):
        inner = word in _INNER or word.casefold() in _INNER
        named = word[:1].isupper() and word.casefold().strip(".,:;()") not in _STOPS
        named = named or bool(_ORDINAL.match(word) and words[index + 1 : index + 2])
        named = named or (first is not None and _goes_on_in_parentheses(words[first], word))
        named = named or (first is not None and index < len(words) and is_its_work(words, first, index))
        named = named or (first is not None and _is_numbered(words[index - 1], word, words[index + 1 :]))
        if first is None:
            begins = named and not inner and word.casefold() not in _ORDERS
            first = index if begins and index < len(words) else None
        elif index == len(words) or not (named or inner):
            _close_run(words, first, index, runs)
            first = None
        if first is not None and _ends_name(word) and not _is_company(words[index + 1 : index + 2]):
            _close_run(words, first, index + 1, runs)
            first = None
    return runs


#: What a company is called behind its name's comma: "Fire Co., Inc.".
_COMPANY = re.compile(r"(?i)(?:inc|llc|l\.l\.c|corp|ltd|p\.?c)\.?,?$")


def _is_company(following: list[str]) -> bool:
    return any(_COMPANY.match(word) for word in following)


#: Words that end an institution's name and are seldom written behind one for anything else.
_ENDS_NAMES = frozenset(
    {"center", "centre", "college", "university", "clinic", "council", "commission", "corporation"}
)

#: Letters whose capitals look like them, so that a reader takes one for the other.
_SAME_SHAPE = "cosuvwxzpk"


def _capital(words: list[str], index: int) -> str:
    """A long word among capitalised ones whose own capital was read small ("Meridian offshore Medical").

    At the end of a line the two words before one that ends names stand for its neighbours ("Mercy Medical center").
    """
    word = words[index]
    last = index == len(words) - 1 and word.casefold() in _ENDS_NAMES
    around = words[max(0, index - (2 if last else 1)) : index] + words[index + 1 : index + 2]
    if (
        word[:1] in _SAME_SHAPE
        and len(word) >= 6
        and len(around) == 2
        and all(w[:1].isupper() for w in around)
    ):
        return word.capitalize() if word.casefold() not in _STOPS else word
    return word


#: Words of offices' names that are written short with a point, which ends nothing.
_SHORTENED = frozenset({
    "dept.", "inc.", "div.", "serv.", "mass.", "univ.", "corp.", "vol.", "assn.", "assoc.", "auth.", "dist.", "comm.", "coll.",
    "hosp.", "amb.", "twp.",
})  # fmt: skip


def _ends_name(word: str) -> bool:
    if word.endswith((",", ";", ":", ")", "|", "•")):
        return not word.casefold().startswith("inc")
    return word.endswith(".") and len(word) > 3 and word.casefold() not in _SHORTENED


def _close_run(words: list[str], first: int, last: int, runs: list[tuple[int, int]]) -> None:
    while last > first and (
        words[last - 1].casefold() in _INNER or not any(c.isalnum() for c in words[last - 1])
    ):
        last -= 1
    if last - first >= 2 and looks_like_organisation(" ".join(words[first:last])):
        runs.append((first, last))


def looks_like_organisation(text: str) -> bool:
    """Whether a line names an office, school, hospital or company."""
    words = text.split()
    return (
        bool(_CORE.search(text))
        and 1 < len(words) <= 12
        and sum(w[0].isupper() for w in words if w) * 2 >= len(words)
    )


#: Words that schools and companies for courses are called by, beyond those of offices, and what ends a company.
_SCHOOL = re.compile(
    r"(?i)\b(training|education|safety|cpr|first\s+aid|lifesav\w+|life\s+support|resuscitation|heart|learning|"
    r"consult\w+|squad|brigade|base|corps?|ministry|society|wellness|response)\b"
)
_COMPANY = re.compile(r"(?i)^(?:inc|llc|l\.l\.c|ltd|corp|co|pllc|pc)\.?$")


def split_schools(words: list[str], offices: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs [first, last) of capitalised words that name a school or company and are none of the offices."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    for index, word in enumerate([*words, "."]):
        named = word[:1].isupper() or word.casefold() in _INNER
        if first is not None and (not named or index == len(words)):
            _close_school(words, first, index, runs)
            first = None
        elif first is None and word[:1].isupper() and word.casefold().strip(".,:;()") not in _STOPS:
            first = index
        if first is not None and word.endswith((":", ";", "|")):
            first = None
    return [run for run in runs if run not in offices]


def _close_school(words: list[str], first: int, last: int, runs: list[tuple[int, int]]) -> None:
    while last > first and words[last - 1].casefold() in _INNER:
        last -= 1
    text = " ".join(words[first:last])
    ends = bool(_COMPANY.match(words[last - 1].strip(",;")))
    if 2 <= last - first <= 8 and (ends or _SCHOOL.search(text)):
        runs.append((first, last))


_NAMELESS = re.compile(
    r"(?i)^(?:the\s+)?(?:state\s+)?(?:office|bureau|division|cent(?:er|re)|section|branch)\s+(?:of|for)\s+(?:the\s+)?(?:emergency\s+medical\s+services|ems)\b"
)


def is_nameless_office(text: str) -> bool:
    """Whether an office is named by its trade alone, as inside a department that is named beside it."""
    return bool(_NAMELESS.match(text.strip(" ,.;:")))


def is_parent_office(text: str) -> bool:
    """Whether a line names a whole office rather than one of its desks."""
    return bool(_PARENT.search(text))


def is_own_office(text: str) -> bool:
    """Whether a text names the Massachusetts office itself."""
    return bool(_OWN.search(text))


#: Several words in parentheses at a name's end.
_CLOSED = re.compile(r"^[^()]+\([^()]+ [^()]+\)$")


#: Letters that are all of an office's name: no word but a shortened one lacks a vowel.
_LETTERS = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{3,5}")


def _capitalised(part: str, keep: Set[str]) -> str:
    """A part of a word with a hyphen in mixed case, letters that stand for words as they are: "EMS-Trauma"."""
    return part if part in keep else part.capitalize()


def tidy_organisation(text: str) -> str:
    """Trim bullets, dashes and labels; bring capitals into mixed case."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:•·|-–—_")
    text = text.lstrip("(") if text.count("(") > text.count(")") else text
    text = text if _CLOSED.search(text) else text.strip(" ,.;:()")
    text = mend_office_words(text)
    if _LETTERS.fullmatch(text):
        return text
    if not text.isupper():
        words = text.split()
        return " ".join(_capital(words, index) for index in range(len(words)))
    small = {"of", "and", "the", "for", "in", "at", "on"}
    keep = frozenset(
        re.findall(
            r"\w+",
            "EMS EMT LLC CPR MA CT NH RI TC II III USA AHA DPH NSC HSI OEMS DSHS DHHS DHSS DPHHS DHS DPS MDH VDH LDH",
        )
    )
    out = []
    for index, word in enumerate(text.split()):
        bare = word.strip(",.()")
        if bare in keep or (len(bare) > 1 and "&" in bare):
            out.append(word)
        elif word.lower() in small and index:
            out.append(word.lower())
        else:
            opened = word[: len(word) - len(word.lstrip("("))]
            out.append(opened + "-".join(_capitalised(p, keep) for p in word.lstrip("(").split("-")))
    return " ".join(out)
