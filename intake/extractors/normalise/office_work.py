"""Offices that are called by their work: "Bureau of Survey and Certification"."""

from itertools import pairwise

#: What an office's own work is called, which elsewhere is a form's title.
_WORK = frozenset({"certification", "verification"})
#: What an office is called by its work: "Board of Emergency Medical Certification".
_OF_ITS_WORK = frozenset({"board", "bureau", "division", "office", "commission", "council", "committee"})
#: Words that end no office's name, so that its work follows: nobody is a "Board of Emergency Medical".
_BEFORE_WORK = frozenset({"medical", "professional", "paramedic", "personnel", "technician", "provider"})
#: Words of a form's title, to which such work belongs where they follow it.
_TITLE_GOES_ON = frozenset({"of", "for", "form", "request", "application", "verification", "number", "no"})


def is_its_work(words: list[str], first: int, index: int) -> bool:
    """Whether a word names an office's work behind another of its name: "Bureau of Survey and Certification", "Board of
    Emergency Medical Certification"."""
    bare = [word.casefold().strip(".,;:()") for word in words[first : index + 2]]
    at = index - first
    if not words[index][:1].isupper() or bare[at] not in _WORK:
        return False
    if bare[at - 1] in ("and", "&", "of"):
        return True
    of_work = any(kind in _OF_ITS_WORK and of in ("of", "on", "for") for kind, of in pairwise(bare[:at]))
    goes_on = words[index][-1].isalpha() and bare[at + 1 : at + 2] and bare[at + 1] in _TITLE_GOES_ON
    return of_work and bare[at - 1] in _BEFORE_WORK and not goes_on
