"""Stored values as people read them: on the pages, and on the command line."""

import re

from domain.values import LABELS

#: Stands among other words too, as where a page shows a card and something else.
_CPR = re.compile(r"\bcpr\b")

_WORDS = {
    **{name.value: words for name, words in LABELS.items()},
    "cpr_card": "CPR card",
    "own_form": "complete the requester's own form too",
    "acls_missing": "ACLS missing",
    "dob_mismatch": "birth date does not fit",
    "no_record": "no such person on record",
    "record_not_found": "too little read to find the record",
    "sent_ssn_by_email": "SSN sent by email",
    "cori_form": "CORI form",
    "uncertain": "may have been sent",
    "drivers_license": "driver's license",
}


def to_words(value: object) -> str:
    """A stored value as people read it: `name_change_evidence` is "name change evidence"."""
    text = str(value)
    plain = text.replace("_", " ").replace("-", " ")
    return _WORDS.get(text, _CPR.sub("CPR", plain))
