"""What streets end with, written out and as the Postal Service shortens it (Publication 28, appendix C1)."""

_SHORTENED = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "court": "ct", "place": "pl",
    "way": "way", "parkway": "pkwy", "highway": "hwy", "terrace": "ter", "circle": "cir", "square": "sq", "row": "row",
    "turnpike": "tpke", "pike": "pike", "trail": "trl",
}  # fmt: skip

#: Each of them, in small letters.
STREETS = frozenset({*_SHORTENED, *_SHORTENED.values()})
#: The same for use inside a regular expression's group, the longer before those that they begin with.
ANY_STREET = "|".join(sorted(STREETS, key=lambda word: (-len(word), word)))
