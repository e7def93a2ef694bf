"""Names of offices, schools, hospitals and companies."""

import re

_CORE = re.compile(
    r"(?i)\b(department|dept\.?|office|bureau|division|board|commission|authority|agency|college|university|"
    r"institute|academy|school|hospital|medical\s+cent(?:er|re)|health\s*(?:system|care|services)?|ambulance|ems|"
    r"county|fire|rescue|services|center|centre|foundation|association|clinic|council|program|partners|group|"
    r"transport|inc\.?|llc|l\.l\.c\.?|corp\.?|company|emergency\s+medical\s+services|registry|network|cooperative|district|city\s+of|town\s+of|state\s+of|commonwealth\s+of|district)(?![a-z])"
)

#: What a state's own office is called; outranks its bureaus and divisions.
_PARENT = re.compile(
    r"(?i)\b(department of|dept\.? of|office of|board of|college|university|hospital|medical center|bureau of)\b"
)

#: The office that reads the papers; its names are never the requester's.
_OWN = re.compile(
    r"(?i)(?:massachusetts|mass\.?|ma)\s+(?:department|dept|dph|office|oems|ems|bureau)|"
    r"\boems\b.*\bmarlborough|office of emergency medical services,?\s*(?:67|99|marlborough|commonwealth)|"
    r"67\s+forest\s+st|99\s+chauncy|commonwealth\s+of\s+massachusetts|\bmass(?:achusetts)?\.?\s+oems\b|^\s*oems\b"
)


def looks_like_organisation(text: str) -> bool:
    """Whether a line names an office, school, hospital or company."""
    words = text.split()
    return (
        bool(_CORE.search(text))
        and 1 < len(words) <= 12
        and sum(w[0].isupper() for w in words if w) * 2 >= len(words)
    )


def is_parent_office(text: str) -> bool:
    """Whether a line names a whole office rather than one of its desks."""
    return bool(_PARENT.search(text))


def is_own_office(text: str) -> bool:
    """Whether a text names the Massachusetts office itself."""
    return bool(_OWN.search(text))


def tidy_organisation(text: str) -> str:
    """Trim bullets, dashes and labels; bring capitals into mixed case."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:•·|-–—_()")
    if not text.isupper():
        return text
    small = {"of", "and", "the", "for", "in", "at", "on"}
    keep = {
        "EMS",
        "EMT",
        "LLC",
        "CPR",
        "MA",
        "CT",
        "NH",
        "RI",
        "TC",
        "II",
        "III",
        "USA",
        "AHA",
        "DPH",
        "NSC",
        "HSI",
    }
    out = []
    for index, word in enumerate(text.split()):
        bare = word.strip(",.()")
        if bare in keep or (len(bare) > 1 and "&" in bare):
            out.append(word)
        elif word.lower() in small and index:
            out.append(word.lower())
        else:
            out.append("-".join(p.capitalize() for p in word.split("-")))
    return " ".join(out)
