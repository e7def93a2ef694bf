"""A crowd of invented people with names as unevenly common as real ones, for measuring at scale."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from benchmarks.matching.people import FIRST, LAST
from domain.ids import CertificationNumber
from domain.records import CertificationRecord


def _parts(text: str) -> list[str]:
    return text.split()


_STEMS = _parts("""
Al Bar Ben Bran Cal Car Cor Dal Del Don Dun El Fal Fer Gal Gar Gran Hal Har Hol Kal Kel Kin Lan Lor Mal Mar
Mel Mor Nor Pal Per Quin Ral Ram Ros Sal Sand Sel Stan Tal Ter Tor Ul Val Ver Wal Wen Wil Yar Zel
""")
_MIDDLES = _parts("a ba da de di ga i ka la le li ma na ni o ra re ri ro sa ta te ti to va vi")
_ENDS = _parts("""
bert by cott den der din ell ford gan ham ino ius kins land ley lin man mer mond nell ner ney off ova quist
rane rett rick ros sen shaw sky son stein ter tine ton vale ves vich ward well wick witz wood worth
""")
_STREETS = ("Main Street", "Elm Street", "School Street", "Mill Road", "Pond Avenue", "Church Lane")
_TOWNS = ("Worcester", "Lowell", "Springfield", "Quincy", "Salem", "Pittsfield", "Barnstable")
_LEVELS = {"E": "EMT", "A": "AEMT", "P": "Paramedic"}
_FIRST_BIRTH, _DAYS = date(1955, 1, 1), 18_600
#: Ranks are counted from here, which makes the commonest surname about 0.8 in a hundred, as in the census.
_HEAD = 12


def invent_crowd(count: int, seed: int) -> Iterator[CertificationRecord]:
    """`count` people; the same arguments give the same people."""
    rng = Random(seed)
    lasts = LAST + [a + b + c for a in _STEMS for b in _MIDDLES for c in _ENDS]
    last_weights = list(accumulate(1 / (rank + _HEAD) for rank in range(len(lasts))))
    first_weights = list(accumulate(1 / (rank + _HEAD) for rank in range(len(FIRST))))
    # A step that shares no factor with the range visits each number once, in no order.
    step, span = 7_368_787, 10_000_000
    for place in range(count):
        prefix = rng.choice("EEEAPP")
        born = _FIRST_BIRTH + timedelta(days=rng.randrange(_DAYS))
        first, last = (
            rng.choices(names, cum_weights=weights)[0]
            for names, weights in ((FIRST, first_weights), (lasts, last_weights))
        )
        yield CertificationRecord(
            certification_number=CertificationNumber(f"{prefix}{place * step % span:07d}"),
            level=_LEVELS[prefix],
            first_name=first,
            middle_name=rng.choice(("", "J", "M", "A", rng.choice(FIRST))),
            last_name=last if rng.random() < 0.95 else f"{last}-{rng.choice(LAST)}",
            suffix=rng.choices(("", "Jr.", "III"), (97, 2, 1))[0],
            status="Active",
            issued_on=date(2024, 4, 1),
            expires_on=date(2028, 3, 31),
            date_of_birth=born,
            ssn_last4=f"{rng.randrange(10_000):04d}",
            email=f"{first}.{place}@mail.example".casefold(),
            phone=f"(617) 555-01{rng.randrange(100):02d}",
            address_line1=f"{rng.randrange(1, 990)} {rng.choice(_STREETS)}",
            city=rng.choice(_TOWNS),
            state="MA",
            zip=f"0{rng.randrange(1001, 2791)}",
        )
