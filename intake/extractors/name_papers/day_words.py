"""Words before a day that tell what was done on it, on papers of a name and its change."""

import re

#: Words one of which stands before a day that may be the paper's own.
DATED = re.compile(
    r"(?i)\b(?:dated|date|given|enter(?:ed)?|ordered|so\s+ordered|witness|issued|signed|done|granted|rendered|pronounced|sealed|executed|allowed|judgment|absolute|decreed|filed|married|effective|attest|journali[sz]ed|on|of\s+the\s+court)\b"
)

#: Words before a date that tell the paper's own day, and those that tell another step's.
OWN_DAY = re.compile(
    r"(?i)\b(?:enter(?:ed)?|ordered|decreed|adjudged|absolute|judgment|signed|holden|given|witness|issued|dated|done|in chambers|granted|rendered|pronounced|sealed|executed|certified|made|allowed|naturali[sz]\w+|ceremony|oath|married|united|held at|courthouse|docketed|journali[sz]ed|put on the docket)\b"
)
OTHER_DAY = re.compile(
    r"(?i)\b(?:filed|filing|file\s+(?:mark|stamp)|recommended|petition(?:s|ed|ing)?|hear(?:d|ing)|published|publication|copy|attest|register|recorded|nisi|served|separated|received|printed|expires|wed|parties were|sworn|lodged|mailed|compared|certified by)\b"
)

#: Words right before a day from which, or until which, something is to be done: an order was made before it.
FROM_THEN = re.compile(
    r"(?i)\b(?:(?:on|from)\s+(?:and|or)\s+after|(?:no|not)\s+(?:later|earlier|sooner)\s+than|not\s+before|on\s+or\s+before)\s+(?:the\s+)?$"
    r"|\b(?:becomes|(?:to|will|shall)\s+become)\s+(?:final\s+and\s+)?(?:absolute|final)[\s,:]*(?:on\s+)?(?:the\s+)?$"
)
#: How many characters before a date speak of it.
SPOKEN = 60
BIRTH = re.compile(r"(?i)\b(?:born|birth|dob)\b")
#: What stands before the day of a law that a paper goes by: "issued under the Convention signed at Vienna on".
LAWS_DAY = re.compile(r"(?i)\b(?:convention|übereinkommen|treaty|statute|act\s+of)\b[^.;\d]{0,40}$")

#: What stands before the day in brackets on which a form was printed last: its number, or the word for a revision.
FORMS_DAY = re.compile(
    r"(?:(?<!book )(?<!vol )(?<!page )\b(?![A-Z]{2} \d{5}\b)[A-Z]{1,5}[- .]?[A-Z]?[- ]?\d{1,5}[A-Z]?(?:-[A-Z]{1,3})?|\b(?i:rev|revised|revision|form|version|edition)\b\.?:?) ?[(\[] ?$"
)

#: A paper that a judgment names by its day: "the Agreement dated January 15, 2026", "the agreement of the parties, dated".
OTHER_PAPER = (
    r"\b(?:agreement|petition|complaint|motion|stipulation|affidavit|application|plan|summons|waiver)s?,?"
    r"(?: (?:of|by|between|entered into by|made by|from) (?:(?:the|both|said|these|its) )?"
    r"(?:parties|part(?:y|ner)s?|spouses|plaintiff|defendant|petitioner|respondent|husband|wife)(?: (?:hereto|herein))?,?)?"
    r"(?: (?:is|was|were|and))? (?:dated|filed|made|signed|executed)\b"
)
