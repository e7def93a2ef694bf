"""The day on which a certificate, order or judgment was given: labelled, attested or the only one."""

import re
from collections.abc import Collection, Sequence
from functools import partial

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.name_papers.clerks_parts import clerks_words, is_day
from intake.extractors.name_papers.day_words import FROM_THEN, OTHER_PAPER
from intake.extractors.normalise.dates import find_dates
from intake.extractors.people.weddings import first_wedding, is_shortly_before
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Paper, row_of, search_flow
from intake.extractors.sheets.translations import is_translators
from intake.extractors.sheets.vocabulary import Ask

_COPY = re.compile(r"\bcop(?:y|ied|ies)\b|\bdrawn up\b|\bextract\b")


def labelled_date(
    paper: Paper,
    field: FieldName,
    ask: Ask,
    others: Collection[str] = (),
    *,
    courts: bool = False,
    own: bool = False,
) -> Evidence | None:
    """A labelled date; of several the one whose label tells the paper's own issue, not its filing or its copy. With
    `own` none of those by whose labels another step was done on them: a marriage's licence was granted before it."""
    answers = [a for a in paper.answers(ask) if len(a.value) == 10 and a.value not in others]
    answers = [a for a in answers if not _OTHER_STEP.search(_between(paper, a))]
    answers = [a for a in answers if not is_translators(paper.pages[a.label.page].sheet, a.tokens)]
    answers = [a for a in answers if courts or not _is_licences(paper, a)]
    answers = [a for a in answers if not _is_other_papers(paper, a)]
    answers = [a for a in answers if not FROM_THEN.search(f"{a.label.phrase} ")]
    answers = [a for a in answers if not _is_of_step(a)]
    if own:
        answers = [a for a in answers if _weigh_label(a.label.phrase) >= 0]
    if courts:
        answers = [a for a in answers if not _is_recommended(paper, a)]
    if courts:  # the day of filing, of a copy, or one recited, is never the judgment's own
        answers = [a for a in answers if not _RECITED.search(_between(paper, a))]
        answers = [a for a in answers if not _FILED.search(fold(a.text))]
        answers = [
            a for a in answers if _weigh_label(a.label.phrase) >= 0 and not _COPY.search(a.label.phrase)
        ]
        # A seal's day is perhaps a copy's, and a sentence is weighed by all its words.
        answers = [a for a in answers if not a.label.phrase.startswith("witness") and not _is_sentence(a)]
        clerks = [clerks_words(laid) for laid in paper.pages]
        answers = [a for a in answers if id(a.tokens[0]) not in clerks[a.label.page]]
    best = max(answers, key=partial(_rank, paper, courts), default=None)
    return paper.answer_evidence(field, best) if best else None


def days_before_wedding(paper: Paper) -> frozenset[str]:
    """Labelled days before the wedding that a marriage's paper records: of its intention, its licence and the certificate
    that allowed it, never of the record."""
    wedding = first_wedding(paper)
    told = (a.value for a in paper.answers(Ask.ISSUED))
    return frozenset(day for day in told if wedding and is_shortly_before(day, wedding))


def latest_issue(paper: Paper, end: str, others: Collection[str]) -> Answer | None:
    """The later of two days before the `end` of a card for which words of their own ask: it is this card's, the earlier
    one that of the first. None where there are not two."""
    told = [a for a in paper.answers(Ask.ISSUED) if len(a.value) == len(end) and a.value not in others]
    own = {a.value: a for a in reversed(told) if _weigh_label(a.label.phrase) > 0}
    return own[max(own)] if len(own) == 2 and max(own) < end else None


def _is_licences(paper: Paper, answer: Answer) -> bool:
    """Whether a day is that of a licence to marry, which its row tells the end of: a certificate runs out on none."""
    return any(
        label.row == answer.label.row and label.page == answer.label.page and "licen" in label.phrase
        for _, label in paper.labels(Ask.EXPIRES)
    )


#: Such a paper told before a day, or with it.
_ENDS_IN_OTHER, _BEGINS_WITH_OTHER = re.compile(rf"{OTHER_PAPER}$"), re.compile(rf"^{OTHER_PAPER}")


def _is_other_papers(paper: Paper, answer: Answer) -> bool:
    """Whether a day is told, in its row, as that of an agreement, a petition or the like."""
    row = paper.pages[answer.label.page].sheet.row_tokens(answer.label.row)
    asked = fold(" ".join(t.text for t in row[: answer.label.last])).strip(" :")
    said = fold(" ".join(t.text for t in answer.tokens))
    return bool(_ENDS_IN_OTHER.search(asked) or _BEGINS_WITH_OTHER.search(said))


#: Words behind a label that give the day behind them to another step.
_OTHER_STEP = re.compile(r"\b(?:print\w*|mail\w*|cop(?:y|ied|ies)|received)\b")


#: What an answer itself calls its day, where a heading was taken for its label: "Intention no. 58, filed June 3, 2026".
_STEP = re.compile(
    r"\b(?:intentions?|licen[cs]es?|applications?|petitions?|fil(?:ed|ing)|hear(?:d|ing)|received|return(?:ed|s)?|recorded)\b"
)


def _is_of_step(answer: Answer) -> bool:
    """Whether words of an answer's own, before its day, give the day to another step."""
    found = find_dates(answer.text, month_only=False)
    return bool(found) and _STEP.search(fold(answer.text[: found[0].start])) is not None


#: What stands beside the day on which a master, a referee or the like put a decree before its judge, and alone over it.
_RECOMMENDS = re.compile(r"\brecommend(?:ed|s|ation)\b|\bmarital master\b")
_RECOMMENDED = re.compile(r"^\W*recommend(?:ed|ation)(?: (?:by|of)\b.*)?\W*$")
#: What a judge's own line says, whatever was recommended.
_DECIDES = re.compile(r"\b(?:so ordered|approved|ordered|judge|justice)\b")


def _is_recommended(paper: Paper, answer: Answer) -> bool:
    """Whether a day is that of who recommends what a judge orders on another one."""
    laid, first = paper.pages[answer.label.page], answer.tokens[0]
    rows = laid.sheet.rows
    own = {answer.label.row, row_of(laid, first)}
    beside = [fold(segment.text) for row in own for segment in rows[row]]
    if any(_RECOMMENDS.search(text) for text in beside):
        return not any(_DECIDES.search(text) for text in beside)
    over = rows[min(own) - 1] if min(own) else ()
    under = rows[max(own) + 1] if max(own) + 1 < len(rows) else ()
    if any(_DECIDES.search(fold(segment.text)) for segment in under):
        return False
    return any(
        _RECOMMENDED.match(fold(s.text)) for s in over if s.x0 < answer.tokens[-1].x1 and s.x1 > first.x0
    )


#: What a judgment recites between a word of its own and the day of something else.
_RECITED = re.compile(r"\b(?:wed|married|separated|lived apart|served|born)\b")


#: What a sentence that goes on around a label calls its day, which was taken for the label's answer.
_FILED = re.compile(r"\b(?:filed|filing|petition\w*|hear(?:d|ing)|served|received)\b")


#: Words of an answer before its day that make it part of a sentence.
SENTENCE = 3


def _is_sentence(answer: Answer) -> bool:
    """Whether words that a label is followed by go on to a day of their own: "ordered: judgment having been made on"."""
    found = find_dates(answer.text, month_only=False)
    before = re.findall(r"[^\W\d_]{2,}", answer.text[: found[0].start]) if found else ()
    return len(before) > SENTENCE


def _between(paper: Paper, answer: Answer) -> str:
    """What stands between a label and the end of what was taken for its answer, in the label's row."""
    label = answer.label
    end = max(t.x1 for t in answer.tokens)
    row = paper.pages[label.page].sheet.row_tokens(label.row)
    return fold(" ".join(t.text for t in row if label.x1 <= t.x0 and t.x1 <= end))


def _rank(paper: Paper, courts: bool, answer: Answer) -> tuple[float, int, float, int]:
    """How well an answer tells the day of issue; of dates called no more than that, the last, as signatures end a paper."""
    label = answer.label
    row = paper.pages[label.page].sheet.rows[label.row]
    around = next((fold(s.text) for s in row if s.x0 <= label.x0 <= s.x1), label.phrase)
    weight: float = min(_weigh_label(label.phrase), 1 if _weigh_label(around) >= 0 else -1)
    bare = label.phrase in BARE
    if weight > 0 and not courts:
        weight += _weigh_issue(label.phrase)
    return weight, label.page if bare else 0, round(answer.score, 1), label.row if bare else 0


_ISSUE = re.compile(r"\b(?:issu\w+|cop(?:y|ied|ies)|certif\w+|expedi\w+|emis\w+|delivr\w+)\b")
_REGISTERED = re.compile(r"\b(?:entered|entry|recorded|registered|inscri\w+)\b")


def _weigh_issue(phrase: str) -> int:
    """How well a certificate's label tells the day on which it was handed out rather than that of its entry."""
    return 1 if _ISSUE.search(phrase) else -1 if _REGISTERED.search(phrase) else 0


#: Labels that say no more than that a date stands there.
BARE = ("date", "dated", "on")


def _weigh_label(phrase: str) -> int:
    """How well a date's label tells the day of issue: 1 the paper's own day, -1 another step's."""
    if re.search(
        r"\b(?:nullit\w*|dissolution|divorce|marriage) was\b|\b(?:first|original\w*|initial\w*)\b"
        r"|\b(?:becomes|to become|(?:will|shall) become)\b",
        phrase,
    ):
        return -1
    if re.search(r"\b(?:fil\w+|petition|hear\w+|licen[cs]e|accept\w+|publi\w+|intention|received)\b", phrase):
        return 0 if re.search(r"\bissued\b", phrase) and "licen" not in phrase else -1
    return 1 if phrase not in BARE else 0


#: What a Social Security card says over the name, below which its day of issue stands, and rows of such a card.
CARD_SENTENCE, CARD_ROWS = re.compile(r"\bestabl\w+ for\W*$"), 14


def social_security_day(paper: Paper) -> Evidence | None:
    """The day alone on its line below a Social Security card's sentence; a letter around the card has its own."""
    for laid in paper.pages:
        rows = laid.sheet.rows
        for at in (i for i, row in enumerate(rows) if any(CARD_SENTENCE.search(fold(s.text)) for s in row)):
            below = [s for row in rows[at + 1 : at + CARD_ROWS] for s in row]
            for day in (s for s in below if is_day(s)):
                if not _names_a_letter(rows[day.row]):
                    value = find_dates(day.text, month_only=False)[0].value
                    return paper.evidence(FieldName.ISSUED_ON, value, laid.sheet.page, day.tokens, 0.9)
    return None


#: What stands beside a letter's own day, or a note's.
_LETTERS = re.compile(r"\b(?:dated?|letter|notice|received|mailed|fax\w*|scanned)\b")


def _names_a_letter(row: Sequence[Segment]) -> bool:
    return any(_LETTERS.search(fold(s.text)) for s in row)


def only_date(paper: Paper) -> Evidence | None:
    """The one date of a paper that has just one; a Social Security card prints its day of issue alone."""
    found = [(laid, d) for laid in paper.pages for d in find_dates(laid.sheet.flow.text, month_only=False)]
    if len({d.value for _, d in found}) != 1:
        return None
    laid, day = found[-1]
    tokens = laid.sheet.flow.tokens(day.start, day.end)
    return paper.evidence(FieldName.ISSUED_ON, day.value, laid.sheet.page, tokens, 0.9)


_ATTESTED = re.compile(
    r"(?i)\b(?:(?:w\w+\S?|under)\s+my\s+hand|in\s+(?:testimony|witness)\s+where\w+|certified\s+(?:this|on)|issued\s+(?:this|on)"
    r"|sealed|handed\s+out|delivered\s+(?:this|on)|i\s+(?:do\s+)?(?:so\s+)?attest|cop(?:y|ied)\s+(?:made|taken|on)|true\s+copy|expedid[ao]|emitid[ao])\b"
)


#: Characters from words of attestation to the clerk's day, and to a day alone on its line, as a stamp: "do not accept unless
#: ...", a seal, a fee may stand between.
NEAR_ATTESTED, ATTESTED = 140, 240
#: A day that stands behind such words in its line is no clerk's.
_OF_ANOTHER_THING = re.compile(
    r"(?i)\b(?:expir\w*|commission|rev|revised|form|printed|born|birth|valid|until)\b[^\n]*$"
)


def attested_date(paper: Paper) -> Evidence | None:
    """The day on which a clerk attested a copy: the first date after the words of attestation; of several the last."""
    best: Evidence | None = None
    for laid, flow, match in search_flow(paper, _ATTESTED):
        after = flow.text[match.end() : match.end() + ATTESTED]
        for found in find_dates(after.replace("\n", " "), month_only=False)[:1]:
            tokens = flow.tokens(match.end() + found.start, match.end() + found.end)
            line = after[: found.start].rpartition("\n")[2]
            alone = not line.strip() and not after[found.end :].partition("\n")[0].strip()
            if is_translators(laid.sheet, tokens) or _OF_ANOTHER_THING.search(line):
                continue
            if found.start > NEAR_ATTESTED and not alone:
                continue
            if best is None or found.value > str(best.value):
                best = paper.evidence(FieldName.ISSUED_ON, found.value, laid.sheet.page, tokens, 0.9)
    return best
