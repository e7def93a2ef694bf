"""Certification numbers, Social Security digits, telephone numbers and email addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.confusions import DIGIT_LIKE, as_digits, count_digits

#: Digits of a certification number; the office's real count is not published, so it is a setting.
NUMBER_DIGITS = r"\d{5,8}"

#: Fewer digits without their prefix letter are a ZIP code or a year, not a certification number.
BARE_DIGITS = 6

#: Seven digits as a telephone number has them.
_PHONE_TAIL = re.compile(r"^\d{3}[-–.]\d{4}$")

#: The last groups of a Social Security number, as its boxes part it.
_SSN_GROUPS = re.compile(r"^\d{2}[-–.\s]+\d{4}$")

#: Month, day and year of a date, as its boxes part them.
_DAY_GROUPS = re.compile(r"^\d{1,2}[-–./\s]+\d{1,2}[-–./\s]+\d{4}$")

#: The first and the last year of a time, as somebody was certified: "2007 - 2014".
_YEARS = re.compile(r"^(?:19|20)\d\d(?:\s?[-–—/]\s?|\s)(?:19|20)\d\d$")

#: A state whose first letter was lost, and its ZIP code: "Salem, A 01970".
_STATE_AND_ZIP = re.compile(r",\s*A\s+\d{5}(?!\d)")

_SSN_MASK = r"[Xx*•●#＊×?_.]"

#: What stands before a telephone's number.
_PHONE_WORD = re.compile(
    r"(?i)\b(?:fax(?:ed)?|facsimile|tel|telephone|phone|ph|call|cell|mobile|voice|direct|toll[- ]?free|[tfp](?=[.:]))"
    r"(?:\s+(?:to|at|no|number|line))?[\s.:#(]*$"
)
_SSN = re.compile(
    rf"(?<![\w-])(?:{_SSN_MASK}{{3}}|[{DIGIT_LIKE}]{{3}})\s?[-–—.\s]?\s?(?:{_SSN_MASK}{{2}}|[{DIGIT_LIKE}]{{2}})"
    rf"\s?[-–—.\s]?\s?(?P<last>[{DIGIT_LIKE}]{{4}})(?![\w])"
)

#: Behind its caption a number stays one though a reader put strokes or points into its mask: "SS#xxx-xx-.0208". An empty
#: line is no mask: what follows it may be a house.
_SS_MASKED = re.compile(
    r"(?<![A-Za-z])[Ss]\.?[Ss]\.?[Nn]?[#:*]{0,3}\s?(?=(?:[-–—?_.\s]{0,4}[Xx*•●×]){2})[-–—Xx*•●#×?_.\s]{3,12}(?P<last>\d{4})(?!\w)"
)

#: A long ZIP code has as many digits as a Social Security number: "32399-1722".
_ZIP_AND_FOUR = re.compile(r"\d{5}\s?[-–—]\s?\d{4}")

_PHONE = re.compile(
    rf"(?<![\w-])(?:\+?1[\s.\-])?\(?(?P<a>[{DIGIT_LIKE}]{{3}}|(?<=\()[{DIGIT_LIKE}]\s?[{DIGIT_LIKE}]\s?[{DIGIT_LIKE}](?=\)))\)?\s?[-–—.\s/]?\s?(?P<b>[{DIGIT_LIKE}]{{3}})\s?[-–—.\s]\s?"
    rf"(?P<c>[{DIGIT_LIKE}]{{4}})(?!\w)"
)

#: A telephone number glued to an address by a lost blank or a bullet read as a point.
_GLUED_PHONE = re.compile(r"^(?:.*\d{3}\W{0,2}\d{3}\W?\d{4}|\d{3}[-–.]\d{4}|\d{4,})[.·•,]+(?=[a-z])")

#: A caption glued to an address by a point or a colon; of a mailbox' own name the hyphen is none.
_GLUED_CAPTION = re.compile(r"(?i)^e-mail[.:_](?=[a-z0-9])")

#: What stands before the sign has 64 characters at most (RFC 5321, 4.5.3.1.1).
_EMAIL = re.compile(
    r"(?P<user>[A-Za-z0-9][A-Za-z0-9._%+'\-]{0,63}(?:(?:\s\.|,(?=[a-z0-9]))[A-Za-z0-9][A-Za-z0-9._%+'\-]{0,63})?)\s?(?:\(?@|\(at\)|\[at\]|©|®|[ü€](?=[a-z\-]+\.))\s?"
    r"(?P<domain>[A-Za-z0-9\-]+(?:(?<=-)\n(?=[a-z0-9])[A-Za-z0-9\-]+)?(?:(?:\.|,(?=(?i:com|org|net|gov|edu|us|example)\b)|[ ]\.[ ]?|\.[ ](?=(?i:com|org|net|gov|edu|us|example)\b))[A-Za-z0-9\-]+)*"
    r"(?:\.|,(?=(?i:com|org|net|gov|edu|us|example)\b)|[ ]\.[ ]?|\.[ ](?=(?i:com|org|net|gov|edu|us|example)\b))[A-Za-z]{2,10})(?![A-Za-z0-9])"
)


#: Behind a domain's end a point between blanks is a bullet, and a contact's caption is no part of it: "ems.org . phone".
_BEHIND_DOMAIN = re.compile(
    r"(?i)(?<=[.\s])(?:com|org|net|gov|edu|mil|us|info)(?P<more>\s\.\s|[ ]?[.,][ ]?(?:(?:tele)?phone|tel|ph|(?:tele)?fax|facsimile"
    r"|cell|mobile|voice|office|direct|desk|call|web(?:site)?|www|attn|questions|hours|mail|address)\b)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a text, with the characters it stands on."""

    value: str
    start: int
    end: int


def find_certification_numbers(text: str, digits: str = NUMBER_DIGITS) -> list[Found]:
    """Find numbers with their prefix letter; confusions count only where most digits are true digits."""
    found = []
    zips = {found.end() for found in _STATE_AND_ZIP.finditer(text)}
    for match in _prefixed_number(digits).finditer(text):
        if count_digits(match["d"]) * 2 > len(match["d"]) and match.end() not in zips:
            found.append(Found(match["p"].upper() + as_digits(match["d"]), *match.span()))
    return found


#: Words to which a number is glued where a reader lost the blank, or the hand left none: "My#isE0859931".
_GLUED_WORD = r"(?i:is|no|num|number|licen[sc]e|certificate|certification|emt|paramedic)(?=[EAP]\d)"


@lru_cache(maxsize=8)
def _prefixed_number(digits: str) -> re.Pattern[str]:
    least, most = _bounds(digits)
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:MA\s?|{_GLUED_WORD}|(?i:cert)\.?)?(?P<p>[EAPeap])\s?[-–#.:]?\s?(?P<d>[{DIGIT_LIKE}]{{{least},{most}}})(?![A-Za-z0-9])"
    )


#: A number of a letter and seven digits in which a hand leaves zeros open: "EC894412", "AC849C81".
_OPEN_ZEROS = re.compile(r"^[EAP][\dCU]{7}$")
_MOST_OPEN = 2


def parse_certification_number(text: str, digits: str = NUMBER_DIGITS) -> str | None:
    """Read the answer to "certification number": with its prefix, or bare digits where none is written."""
    cleaned = re.sub(r"(?i)\b(?:MA|MASS\.?|EMT|AEMT|PARAMEDIC|NO|NUMBER|CERT)\b[\s.:#]*", " ", text).strip(
        " #:."
    )
    found = find_certification_numbers(cleaned, digits) or find_certification_numbers(text, digits)
    if found:
        return found[0].value
    if any(p.match(cleaned) for p in (_PHONE_TAIL, _SSN_GROUPS, _DAY_GROUPS, _YEARS)):
        return None
    least, most = _bounds(digits)
    squeezed = re.sub(r"[\s\-–_.]", "", cleaned)
    if _OPEN_ZEROS.match(squeezed) and count_digits(squeezed) >= len(squeezed) - 1 - _MOST_OPEN:
        squeezed = squeezed.replace("C", "0").replace("U", "0")
    match = re.match(rf"^(?P<p>[EAPeap£€F]?)(?P<d>[{DIGIT_LIKE}]{{{least},{most}}})$", squeezed)
    if not match or count_digits(match["d"]) * 2 <= len(match["d"]):
        return None
    prefix = match["p"].upper()
    if not prefix and len(match["d"]) < BARE_DIGITS:
        return None
    prefix = "E" if prefix in ("£", "€", "F") else prefix
    return prefix + as_digits(match["d"])


def _bounds(digits: str) -> tuple[int, int]:
    """Least and most digits of a pattern such as `\\d{7}` or `\\d{5,8}`."""
    counts = [int(n) for n in re.findall(r"\d+", digits.split("{", 1)[-1])] if "{" in digits else []
    return (counts[0], counts[-1]) if counts else (5, 8)


def find_ssn_last4(text: str) -> list[Found]:
    """Find Social Security numbers, whole or masked; only the last four digits leave this function.

    Behind a word of telephones it is a telephone's number that lost a digit: "Fax 360-55-0169".
    """
    found = []
    for match in _SSN.finditer(text):
        masked = re.search(_SSN_MASK + "{2}", match[0])
        if not masked and "-" not in match[0] and "–" not in match[0]:
            continue
        if not masked and _PHONE_WORD.search(text, max(0, match.start() - 24), match.start()):
            continue
        if _ZIP_AND_FOUR.fullmatch(match[0].strip()):
            continue
        if count_digits(match["last"]) >= 3 and not _PHONE.fullmatch(match[0].strip()):
            found.append(Found(as_digits(match["last"]), match.start(), match.end()))
    ends = {each.end for each in found}
    named = (match for match in _SS_MASKED.finditer(text) if match.end() not in ends)
    return [*found, *(Found(match["last"], match.start("last"), match.end()) for match in named)]


def parse_ssn_last4(text: str, *, four_asked: bool = False) -> str | None:
    """Read the answer to a Social Security question: the last four digits."""
    if found := find_ssn_last4(text):
        return found[0].value
    cleaned = re.sub(r"^[\sXx*•●#×_.\-–—:]+", "", text.strip())
    squeezed = re.sub(r"[\s\-–—.]", "", cleaned)
    length = len(squeezed)
    if not re.fullmatch(rf"[{DIGIT_LIKE}]+", squeezed) or count_digits(squeezed) * 2 <= length:
        return None
    masked = bool(re.match(r"^\s*[Xx*•●#×_]{2,}", text))
    if length == 9 or (length == 4 and (four_asked or masked)):
        return as_digits(squeezed)[-4:]
    return None


def find_phones(text: str) -> list[Found]:
    """Find ten-digit telephone numbers, as `814-555-0199`."""
    found = []
    for match in _PHONE.finditer(text):
        parts = [match[k].replace(" ", "") for k in "abc"]
        if count_digits("".join(parts)) >= 8:
            found.append(Found("-".join(as_digits(p) for p in parts), *match.span()))
    return found


def find_emails(text: str) -> list[Found]:
    """Find email addresses, lower case; blanks, a misread "@" and a comma for a point are mended.

    Behind a name or a number the comma is one: "Jane Roe,jroe@example.org".
    """
    found, match = [], _EMAIL.search(text)
    while match is not None:
        more = _BEHIND_DOMAIN.search(text, match.start("domain"), match.end())
        end = more.start("more") if more is not None else match.end()
        domain = re.sub(r"\s", "", text[match.start("domain") : end]).replace(",", ".").lower()
        before, _, _ = match["user"].rpartition(",")
        start = match.start() if before.islower() else match.start() + len(before) + bool(before)
        user = re.sub(r"\s", "", text[start : match.end("user")]).replace(",", ".").rstrip(".").lower()
        user = _GLUED_CAPTION.sub("", _GLUED_PHONE.sub("", user))
        found.append(Found(f"{user}@{domain}", start, end))
        match = _EMAIL.search(text, end)
    return found


_CERTIFICATE_ID = re.compile(
    r"(?i)^[#:\s]*(?P<id>(?=[A-Z0-9\-]*\d)[A-Z0-9][A-Z0-9\-]{3,24}|20\d\d/\d{3,8})[.,;]?$"
)
_ID_GROUPS = re.compile(r"^\d{3,4}(?:[\s\-]\d{3,4}){2,3}$")
#: Short words that say of the number behind them that it is no card's own: a caption of a day, of a person's or a place's
#: number, what one is licensed as, what a course counts for.
LETTERS_OF_ANOTHER = frozenset({
    "DOB", "EXP", "ISS", "REV", "SSN", "ZIP", "BOX", "TEL", "FAX", "CTR", "TC", "ITC", "EID", "EMP", "NPI", "DEA", "LIC", "REG",
    "EMT", "RN", "LPN", "LVN", "DO", "NP", "CE", "CEU",
})  # fmt: skip
#: A number's letters as a word of their own ("EC 8842910"), before neither a month or day ("BLS 202603") nor an eCard's
#: twelve digits; and such words that are a caption's, a state's end of an address or another number's.
_LETTERS_APART = re.compile(
    r"^(?P<letters>[A-Z]{1,3})\s(?P<digits>(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:\d\d)?$)\d{6,11})$"
)
_NO_LETTERS = STATE_CODES | LETTERS_OF_ANOTHER | {"ID", "NO", "NR"}
_DIGIT = re.compile(r"\d")
_STROKED_DIGITS = re.compile(r"[\d|!]{5,}")
#: A dash with blanks around it inside a number.
_ID_DASH = re.compile(r"(?<=\w)\s*[-–—]\s*(?=\d)|(?<=\d)\s+-(?=[a-z\d]*\d)")
#: A word of a sentence, and what stands behind its dash: "Education - 1400 Main Street".
_WORD_AND_DASH = re.compile(r"(?<![A-Za-z])[A-Z]?[a-z]{3,}(?:(?<!\s)\s+[-–—]|[-–—]\s)")


#: A small l among capitals is an I: in print nothing else tells them apart.
_LOWER_L = re.compile(r"(?<=[A-Z])l(?![a-z])")


def parse_certificate_id(text: str) -> str | None:
    """Read a card's own number: letters and digits in one word, or digits in groups or behind letters; never a date."""
    stripped = text.strip(" #:.,;")
    if not _DIGIT.search(stripped) or _WORD_AND_DASH.match(stripped):
        return None
    if _ID_GROUPS.match(stripped):
        return re.sub(r"\s", "", stripped)
    if (apart := _LETTERS_APART.match(stripped)) and apart["letters"] not in _NO_LETTERS:
        return apart["letters"] + apart["digits"]
    stripped = _ID_DASH.sub("-", stripped)
    if _STROKED_DIGITS.fullmatch(stripped) and count_digits(stripped) >= 4:
        return as_digits(stripped)  # a stroke among digits is a one
    match = _CERTIFICATE_ID.match(stripped)
    if not match or re.fullmatch(r"\d{1,2}-\d{1,2}-\d{2,4}|\d{4}-\d\d(?:-\d\d)?", match["id"]):
        return None
    return _LOWER_L.sub("I", match["id"]).upper()
