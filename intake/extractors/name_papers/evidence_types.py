"""Which type of name-change or identity paper it is, by its words and codes."""

import re
from itertools import pairwise

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import EvidenceType, FieldName
from domain.likeness import fold
from intake.extractors.mentions.roles import judge_paper_type
from intake.extractors.mentions.surroundings import plain_word
from intake.extractors.name_papers.mrz import ZoneFacts
from intake.extractors.sheets.paper import Laid, Paper

#: Words that tell a paper's type, each with its weight; read loosely, as a fax prints them.
CUES: dict[EvidenceType, tuple[tuple[str, float], ...]] = {
    EvidenceType.PASSPORT: (
        ("passport", 2.0), ("passeport", 2.0), ("pasaporte", 2.0), ("passaporte", 2.0), ("reisepass", 2.0),
        ("place of birth", 0.4), ("nationality", 0.6),
    ),
    EvidenceType.NATURALIZATION_CERTIFICATE: (
        ("certificate of naturalization", 4.0), ("naturalization", 2.0), ("citizenship", 0.8),
        ("admitted as a citizen", 2.0),
    ),
    EvidenceType.SOCIAL_SECURITY_CARD: (
        ("this number has been established for", 4.0), ("social security administration", 1.5),
        ("social security", 1.2),
    ),
    EvidenceType.MARRIAGE_CERTIFICATE: (
        ("certificate of marriage", 3.5), ("marriage certificate", 3.5), ("record of marriage", 3.0),
        ("marriage", 1.6), ("solemnized", 1.5), ("holy matrimony", 2.0), ("united in", 1.0), ("bride", 0.8),
        ("groom", 0.8), ("party a", 0.8), ("spouse", 0.5), ("wedding", 0.6), ("matrimonio", 2.5), ("casamento", 2.5),
        ("acte de mariage", 3.0), ("wedlock", 1.5), ("contrayente", 0.8), ("nubente", 0.8), ("return of a marriage", 2.0),
    ),
    EvidenceType.DIVORCE_DECREE: (
        ("judgment of divorce", 3.5), ("decree of divorce", 3.5), ("dissolution of marriage", 3.0),
        ("divorce", 2.2), ("divorce absolute", 3.0), ("nisi", 1.0), ("irretrievable breakdown", 1.5),
        ("plaintiff", 0.4), ("former name", 0.6), ("marriage is dissolved", 2.0), ("decree of dissolution", 2.0),
        ("judgment of dissolution", 3.0), ("dissolution", 0.8), ("dissolving", 2.0), ("legal separation", 0.8), ("spousal support", 0.8),
        ("is dissolved", 1.5), ("ending a marriage", 2.0), ("annulment", 1.5), ("marriage of", 0.8), ("marital settlement agreement", 2.0), ("hereby dissolved", 1.5), ("marriage is irretrievably", 1.5),
        ("matrimonial action", 2.5), ("matrimonial decision", 2.5), ("matrimonial judgment", 2.5), ("matrimonial order", 2.5),
    ),
    EvidenceType.COURT_ORDER: (
        ("change of name", 2.2), ("name change", 1.6), ("decree", 1.0), ("petition", 0.9), ("ordered", 0.6), ("order granting", 1.0),
        ("county court", 0.8), ("assume the name", 1.2), ("another name", 0.6),
        ("probate and family court", 0.8), ("superior court", 0.8), ("adjudged", 0.8), ("docket", 0.5),
        ("different name", 0.8), ("family court", 0.6), ("circuit court", 0.6), ("in chambers", 0.6),
        ("clerk of courts", 0.8), ("clerk of the court", 0.8), ("court", 0.3), ("courts", 0.3), ("order", 0.3),
    ),
    EvidenceType.DRIVERS_LICENSE: (
        ("driver's license", 3.0), ("driver license", 3.0), ("drivers license", 3.0), ("operator license", 2.5),
        ("driver licence", 3.0), ("driving licence", 3.0), ("driving license", 3.0), ("driving permit", 2.5),
        ("operator's license", 2.5), ("permis de conduire", 2.5), ("licencia de conducir", 2.5), ("identity card", 2.0), ("identification card", 2.0), ("learner's permit", 1.0),
        ("registry of motor vehicles", 1.0),
        ("not for federal", 1.2), ("organ donor", 0.8), ("donor", 0.3), ("hgt", 0.7), ("eyes", 0.4),
        ("restrictions", 0.4), ("endorsements", 0.5), ("4d", 0.6), ("4b", 0.7), ("4a", 0.7), ("dln", 0.6),
        ("class", 0.3), ("sex", 0.2), ("temporary license", 2.0), ("motor vehicle", 1.2),
    ),
}  # fmt: skip


#: A type's words weigh this much where the paper, or a part of it, is of that type.
_NAMED = 2.0

#: How an order calls itself that gives a name back after a divorce of before.
_AFTER_JUDGMENT = re.compile(
    r"\b(?:restor\w+|resum\w+|change) of (?:a |the |her |his |their )?(?:former |maiden |birth |prior )?(?:sur)?name (?:after|following) (?:entry of )?(?:the )?(?:judgment|divorce|decree|dissolution)\b"
)


#: How a decree calls itself that ends a marriage, in a line of its own; one on a motion of after, or on a name, does not.
_ENDS_MARRIAGE = re.compile(
    r"^\W*(?:(?:final|absolute|interlocutory|consent|default|stipulated|the)\s+){0,3}(?:decree|judge?ment)\b"
    r"(?!.*\b(?:restor\w*|names?|modif\w+|amend\w*|motions?|after|following)\b).{0,40}\b(?:divorce|dissolution)\b"
)
#: Words at most of such a line, and what it weighs.
_TITLE_OF_DECREE, _CALLS_ITSELF = 9, 3.0

#: Where the cues' vote for a type leads by less than this, a learned type from this chance on outweighs it, if the
#: other's is less; and how sure it then is.
WEAK_LEAD, LEAST_LIKELY, LEARNED_SURE = 3.0, 0.5, 0.8
#: A vote of the cues that counts where the learned type, of all the likeliest, is the same.
WEAK_VOTE = 0.7
#: The first words of a paper, which name it.
HEAD_WORDS = 25


def describe_type(text: str) -> list[str]:
    """What a folded text tells of its paper's type: its words, pairs of them, those at its head, and the cues' vote."""
    words = [plain for word in text.split() if (plain := plain_word(word))]
    scores = {kind: _score_cues(text, cues) for kind, cues in CUES.items()}
    features = {f"word {w}" for w in words} | {f"pair {a} {b}" for a, b in pairwise(words)}
    features |= {f"head {w}" for w in words[:HEAD_WORDS]}
    features |= {f"cue {kind}" for kind, score in scores.items() if score >= 1.0}
    features |= {f"cue {kind} strong" for kind, score in scores.items() if score >= _NAMED + 1.0}
    return sorted(features)


def find_type(
    paper: Paper, zone: tuple[ZoneFacts, Laid] | None
) -> tuple[EvidenceType | None, list[Evidence]]:
    """The type of a paper, and it as evidence; None where it tells none, or only asks for a change."""
    text = fold(paper.text)
    if zone is None and _asks_for_change(text) and not _shows_card(paper):
        return None, []
    scores = {kind: _score_cues(text, cues) for kind, cues in CUES.items()}
    if zone:
        scores[EvidenceType.PASSPORT if zone[0].passport else EvidenceType.DRIVERS_LICENSE] += 5.0
    if _AFTER_JUDGMENT.search(text):
        # The marriage ended in another paper.
        scores[EvidenceType.COURT_ORDER] += 3.0
        scores[EvidenceType.DIVORCE_DECREE] = 0.0
    elif _ends_marriage(paper):
        scores[EvidenceType.DIVORCE_DECREE] += _CALLS_ITSELF
    # A decree that ends a marriage speaks of marriage too; a passport is issued by a department of state.
    if scores[EvidenceType.DIVORCE_DECREE] >= 2.0:
        scores[EvidenceType.MARRIAGE_CERTIFICATE] -= 2.0
        scores[EvidenceType.COURT_ORDER] -= 3.0
    best = max(scores, key=lambda k: scores[k])
    rest = max(score for kind, score in scores.items() if kind is not best)
    sureness = min(0.99, 0.6 + 0.13 * max(0.0, scores[best] - max(0.0, rest)))
    if zone is None and scores[best] - max(0.0, rest) < WEAK_LEAD:
        learned = judge_paper_type(describe_type(text))
        likeliest = max(EvidenceType, key=lambda kind: learned.get(kind, 0.0))
        told = learned.get(best, 0.0) if scores[best] >= 1.0 else 0.0
        if likeliest is not best and learned.get(likeliest, 0.0) >= LEAST_LIKELY > told:
            best, sureness = likeliest, LEARNED_SURE * learned[likeliest]
            scores[best] = max(1.0, scores[best])
        elif likeliest is best and (learned.get(best, 0.0) >= LEAST_LIKELY or scores[best] >= WEAK_VOTE):
            scores[best] = max(1.0, scores[best])  # too few words for a vote, and all together speak for it
    if scores[best] < 1.0:
        return None, []
    page = paper.pages[0].sheet
    tokens = [t for row in page.rows[:3] for s in row for t in s.tokens][:8]
    box = None if tokens else Box(0, 0, page.reading.width, page.reading.height)
    evidence = paper.evidence(FieldName.EVIDENCE_TYPE, best.value, 0, tokens, sureness, box=box, reading=0.99)
    return best, [evidence]


#: Rows in which a paper is called what it is, in capitals; farther down it speaks of others.
_HEAD_ROWS = 12


def _ends_marriage(paper: Paper) -> bool:
    """Whether a line of a paper's first page calls it the decree that ends a marriage."""
    head = (s for row in paper.pages[0].sheet.rows[:_HEAD_ROWS] for s in row)
    lines = (s for s in head if len(s.tokens) <= _TITLE_OF_DECREE and s.text.isupper())
    return any(_ENDS_MARRIAGE.search(fold(line.text)) for line in lines)


def identity_cards_in(text: str) -> set[EvidenceType]:
    """The types of identity cards whose words stand in a folded text; a sheet may show several."""
    cards = (EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD)
    return {card for card in cards if _score_cues(text, CUES[card]) >= _NAMED}


#: What people write to the office who ask for the change; evidence is another paper.
_ASKS = re.compile(
    r"(?:please|kindly|asking|ask|request\w*|like|wish|want|need)[^.]{0,60}(?:change|update|correct|amend|record)[^.]{0,40}\bname\b|name change request|"
    r"request (?:for|to) (?:a )?(?:change of name|name change)|change of name (?:request|form|notice)|(?:name change|change of name) for (?:certified|ems)|"
    r"requested (?:legal )?name|legal name on file|your request|\bi (?:enclose|attach|am enclosing|have attached)|proof (?:of the change )?(?:enclosed|attached)"
    r"|\bcop(?:y|ies)\s+of\s+(?:the|my|our)\b[^.]{0,60}\b(?:is|are)\s+(?:enclosed|attached)\b"
    r"|\b(?:enclosed|attached)(?: please find| you will find| is| are)\b[^.]{0,40}\b(?:my|decree|certificate|judgment)\b"
    r"|\bmy (?:new |old |former )?name (?:is|was|has|now)\b|\b(?:call|list|record) me\b|\bi (?:was|am)(?: now)? (?:certified|known|called)\b"
)
_CERTIFIED = re.compile(
    r"\b(?:emt|aemt|paramedic|oems|emergency medical|ems office)\b|\bcertificat(?:ion|e) (?:no|number|card)\b"
)
_GIVEN_BY_COURT = re.compile(
    r"\b(?:adjudged|decreed|witness my hand|petitioner|plaintiff|solemnized|attest|penalt\w+ of perjury|so ordered)\b"
)
#: What a registrar says of a record, on a copy of which somebody may write what it is sent for; and a letter's words, whose
#: writer may say as much of what is enclosed.
_OF_RECORD = re.compile(
    r"\bcertify that (?:this|the (?:above|foregoing|within))\b[^.]{0,30}\b(?:abstract|copy|extract|transcript)\b"
    r" (?:of|from) (?:the|an?|this|said) (?:\w+ ){0,2}(?:record|register)"
)
_LETTERS = re.compile(
    r"\b(?:name change|change of name) (?:request|form|notice)\b|\bdear\b|\bsincerely\b|\bto whom it may concern\b|\bi (?:am|was|have|would|write)\b|\bmy (?!name\b)"
)
#: What a licence calls itself; in a letter's sentence it only tells what is enclosed.
_CARD_TITLE = re.compile(
    r"\b(?:driver'?s?|operator'?s?|driving) (?:licen[cs]e|permit)\b|\bidentification card\b"
)
#: Words that a line with such a title has at most.
TITLE_WORDS = 6


def _shows_card(paper: Paper) -> bool:
    """Whether a paper shows a card beside what is written on it: a title on a line of its own."""
    lines = (s for laid in paper.pages for s in laid.sheet.segments if len(s.tokens) <= TITLE_WORDS)
    return any(_CARD_TITLE.search(fold(line.text)) for line in lines)


def _asks_for_change(text: str) -> bool:
    """Whether a paper is the holder's own request to the office rather than evidence of a name."""
    if _GIVEN_BY_COURT.search(text) and not re.search(r"name change request|change of name request", text):
        return False
    if _OF_RECORD.search(text) and not _LETTERS.search(text):
        return False
    return bool(_ASKS.search(text) and _CERTIFIED.search(text))


def _score_cues(text: str, cues: tuple[tuple[str, float], ...]) -> float:
    return sum(weight for phrase, weight in cues if _holds(text, phrase))


def _holds(text: str, phrase: str) -> bool:
    if len(phrase) <= 6:
        return re.search(rf"\b{re.escape(phrase)}\b", text) is not None
    return phrase in text or fuzz.partial_ratio(phrase, text, score_cutoff=88) > 0
