"""Whether a page goes on with the paper before it: clues weighed as log-odds."""

import math
import re
from itertools import pairwise

from rapidfuzz import fuzz

from domain.kinds import Channel, Kind
from intake.classifiers.card_letters import brings_card
from intake.classifiers.court_pages import count_on, is_one_case, is_other_case
from intake.classifiers.leaves import EVIDENCE_LEAVES
from intake.classifiers.pages import CARD_LEAVES, PageFacts, printed_lines
from intake.classifiers.printed_backs import is_printed_back, leans_on_front, names_its_front
from intake.classifiers.released_letters import encloses_release
from intake.classifiers.translated_pages import is_translated
from intake.extractors.name_papers.apostilles import is_apostille, proves

#: Log-odds that the next page goes on with the paper, before any clue: most papers here have one page.
_PRIOR = -1.2
#: The sender put these pages into one file: a little likelier than in a batch or fax.
_ONE_FILE = 0.5
#: A new attachment nearly always begins a new paper.
_NEW_ATTACHMENT = -2.0

#: Similarity of two edge lines, 0-100, from which they count as the same header or footer.
_SAME_LINE = 88.0

#: A page of one may read like the other: both speak of courts and names.
_COURT_PAPERS = frozenset(("divorce_decree", "court_order"))

#: How a court's paper goes on from what it found to what it orders: no paper begins so.
_THEREFORE = re.compile(
    r"^\W*(?:now,? )?"
    r"(?:(?:it is|the court)\b.{0,12}\b(?:therefore|further|accordingly)|therefore|wherefore)\b",
    re.IGNORECASE,
)

#: How a line of a court's paper breaks off before what it orders next, and how a line begins that orders.
#: "It is so ordered" is the end.
_ORDERS_MORE = re.compile(
    r"\bit\s+is(?:[\s,]+(?:further|hereby|therefore|accordingly|ordered|adjudged|decreed|and|that))*[\s,;:]*$",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"^\W*(?:further[\s,]+)?(?:ordered|adjudged|decreed)\b(?!\s+by\b)", re.IGNORECASE)
#: Lines at a page's foot among which that one is: under it stand a form's number and the page's at most.
_LAST_LINES = 3

_FRONT = re.compile(r"front|side[ _-]?a|side[ _-]?1|[_ -]1\.|page[ _-]?1|p1\b", re.IGNORECASE)
_BACK = re.compile(r"back|rear|reverse|side[ _-]?b|side[ _-]?2|[_ -]2\.|page[ _-]?2|p2\b", re.IGNORECASE)
#: A file called by the number of its page.
_PAGE_FILE = re.compile(r"^(.*?)(?:page|pg|p|sheet)[ _-]?(\d{1,2})(?:\D.*)?$", re.IGNORECASE)


def weigh_joining(paper: list[PageFacts], page: PageFacts, channel: Channel) -> float:
    """Probability, 0.0-1.0, that `page` belongs to `paper` (its pages so far, at least one)."""
    last = paper[-1]
    odds = _PRIOR
    if last.page.attachment_id != page.page.attachment_id:
        odds += _NEW_ATTACHMENT + _weigh_names(last, page)
    elif channel in (Channel.EMAIL, Channel.UPLOAD):
        odds += _ONE_FILE
    odds += _weigh_numbers(paper, page)
    odds += _weigh_edges(last, page)
    odds += _weigh_persons(paper, page)
    odds += _weigh_kinds(paper, page)
    odds += _weigh_halves(paper, page)
    odds += _weigh_case(paper, page)
    odds += TRANSLATED * is_translated(last, page)
    odds += RELEASE * (len(paper) == 1 and encloses_release(last, page))
    odds += APOSTILLE * _is_proven(paper, page)
    odds += PRINTED_BACK * ((len(paper) == 1 and is_printed_back(last, page)) or names_its_front(last, page))
    return 1 / (1 + math.exp(-odds))


def _weigh_names(last: PageFacts, page: PageFacts) -> float:
    """Attachments called front and back, or by pages that follow each other; either may come first."""
    first, second = last.page.attachment_name or "", page.page.attachment_name or ""
    sides = any(
        _FRONT.search(one) and _BACK.search(other) for one, other in ((first, second), (second, first))
    )
    return 2.5 if sides or _count_on(first, second) else 0.0


def _count_on(first: str, second: str) -> bool:
    """Whether two files are called the same but for the number of the page, by one apart."""
    one, other = _PAGE_FILE.match(first), _PAGE_FILE.match(second)
    return bool(one and other and one[1] == other[1] and abs(int(one[2]) - int(other[2])) == 1)


def file_number(name: str) -> int | None:
    """The number of the page or side that a file is called by; None where it is called by neither."""
    if found := _PAGE_FILE.match(name):
        return int(found[2])
    front, back = bool(_FRONT.search(name)), bool(_BACK.search(name))
    return None if front is back else 1 if front else 2


def _weigh_numbers(paper: list[PageFacts], page: PageFacts) -> float:
    """Printed page numbers: `2 of 3` after `1 of 3`, or before it in a stack fed last sheet first."""
    last = paper[-1]
    if page.number is None and last.number is None:
        return FEET_COUNT if _feet_count(last, page) else 0.0
    if page.number is None:
        unfinished = last.number is not None and last.total is not None and last.number < last.total
        return 1.0 if unfinished else -1.0 if last.total is not None else 0.0
    if _counts_down(paper, page):
        return 5.0
    if page.number == 1 or _holds_number(paper, page):
        return -5.0
    if last.number is None:
        return 1.5 if page.number == 2 else 0.0
    if page.number == last.number + 1 and _of_one_length(last, page):
        return 5.5
    return -2.0


#: What bare numbers weigh that stand alone at the feet of two pages and follow each other.
FEET_COUNT = 2.5


def _feet_count(last: PageFacts, page: PageFacts) -> bool:
    """Whether the number alone at a page's foot follows that of the page before."""
    return last.foot is not None and page.foot == last.foot + 1


def _counts_down(paper: list[PageFacts], page: PageFacts) -> bool:
    """Whether a paper that began with its last page has come to the page before those it holds."""
    numbers = [facts.number for facts in [*paper, page]]
    first = paper[0]
    began = first.number == first.total and page.total in (None, first.total)
    one_form = first.total is None and bool(first.forms & page.forms)
    down = None not in numbers and all(a - b == 1 for a, b in pairwise(n or 0 for n in numbers))
    return down and (began or one_form)


def _holds_number(paper: list[PageFacts], page: PageFacts) -> bool:
    return any(facts.number == page.number for facts in paper)


def _of_one_length(last: PageFacts, page: PageFacts) -> bool:
    return page.total == last.total or None in (page.total, last.total)


def _weigh_edges(last: PageFacts, page: PageFacts) -> float:
    """Form numbers, headers, footers, and what a page says of going on."""
    odds = 2.5 * page.continued + 1.0 * last.continues
    same_title = _alike(last.first_line, page.first_line)
    if last.forms & page.forms:
        odds += 2.0
    elif last.forms and page.forms:
        odds -= 0.7
    if _alike(last.edges[1], page.edges[1]):
        odds += 1.2
    if same_title and last.number is None and page.number is None:
        # The same title twice is the same form of the next person, unless the pages are numbered.
        odds -= 2.0 if page.presents else 0.0
    if page.first_line[:1].islower():
        odds += 1.0
    return odds


def _alike(left: str, right: str) -> bool:
    return len(left) > 6 and len(right) > 6 and fuzz.ratio(left.casefold(), right.casefold()) >= _SAME_LINE


def _weigh_persons(paper: list[PageFacts], page: PageFacts) -> float:
    """Certification numbers: the same one joins, another one parts."""
    before = frozenset[str]().union(*(p.numbers for p in paper))
    if not before or not page.numbers:
        return 0.0
    return 0.7 if before & page.numbers else -1.5


def _weigh_kinds(paper: list[PageFacts], page: PageFacts) -> float:
    """Two pages that are each a whole paper are two papers."""
    first = paper[0]
    if page.kind is not first.kind and page.sure > 0.85 and first.sure > 0.85:
        return -3.0
    if first.leaf in CARD_LEAVES and _of_other_issuers(first, page):
        return -3.0
    one_leaf = page.leaf == first.leaf or {page.leaf, first.leaf} <= _COURT_PAPERS
    if page.kind is Kind.NAME_CHANGE_EVIDENCE and not one_leaf and page.opinion.probability[page.leaf] > 0.7:
        return -3.0
    if page.presents and not page.is_back:
        return -1.5
    if not page.presents and page.words < 60 and (one_leaf or page.sure < 0.6):
        return 1.2
    return 0.0


def _weigh_halves(paper: list[PageFacts], page: PageFacts) -> float:
    """Card fronts and backs, a letter and the card that it brings; the applicant's and the office's part."""
    first = paper[0]
    if len(paper) == 1 and brings_card(first, page):
        return 6.0  # under the same head, mostly, which otherwise parts two people's papers
    if (len(paper) == 1 and is_back_of(page, first)) or _is_back_of_copy(page, first):
        return 4.5
    if len(paper) == 1 and leans_on_front(first, page):
        return LEANS_ON_FRONT
    if len(paper) == 1 and is_back_of(first, page):
        return 3.0
    request = Kind.VERIFICATION_REQUEST
    if len(paper) == 1 and first.is_official_half and {first.kind, page.kind} == {request}:
        return 3.5 if "applicant section" in page.cues and not page.is_official_half else 0.0
    if first.kind is request and page.kind is request and page.is_official_half:
        whole = any(p.is_official_half or "signs as official" in p.cues for p in paper)
        if not whole and not (page.numbers - first.numbers):
            return 3.5
    return 0.0


#: What it weighs that a page is the printed back of the paper before it, however little it reads like one.
PRINTED_BACK = 7.0
#: What it weighs that a page leaves something to its front: more than two sorts of proofs weigh apart.
LEANS_ON_FRONT = 5.0
#: What it weighs that one of two pages is the apostille of the other: as a rule they are surely of two sorts.
APOSTILLE = 7.0
#: What it weighs that a page is the release which the letter before it encloses, though each names a person.
RELEASE = 5.0
#: What it weighs that one of two pages translates the other.
TRANSLATED = 5.0
#: What the number of one case weighs on pages of a court's paper, and paragraphs that are counted on.
ONE_CASE, COUNTED_ON = 2.0, 2.5
#: What it weighs that a court's page begins with what is ordered, and that the page before it announced it.
ORDERED, ORDERS_MORE = 2.0, 2.5


def _is_proven(paper: list[PageFacts], page: PageFacts) -> bool:
    """Whether a page is the apostille of the paper before it, or the paper of the apostille before it."""
    if Kind.VERIFICATION_REQUEST in (paper[0].kind, page.kind):
        return False
    before, reading = [facts.page.reading for facts in paper], page.page.reading
    if any(map(is_apostille, before)):  # it proves one paper, and no other by the same clerk
        return len(before) == 1 and proves(before[0], reading)
    return proves(reading, before[-1])


def _weigh_case(paper: list[PageFacts], page: PageFacts) -> float:
    """A court's paper that goes on: one case at the head of its next page, or its paragraphs counted on."""
    if paper[0].leaf not in _COURT_PAPERS:
        return 0.0
    marks = [facts.court for facts in paper]
    odds = ONE_CASE * is_one_case(marks, page.court) + COUNTED_ON * count_on(marks, page.court)
    if is_other_case(marks, page.court):
        return odds
    odds += ORDERED * (paper[-1].leaf in _COURT_PAPERS and _begins_with_order(page))
    return odds + ORDERS_MORE * (_orders_more(paper[-1]) and _goes_on(paper, page))


def _begins_with_order(page: PageFacts) -> bool:
    return bool(_THEREFORE.match(page.first_line) or _ORDERED.match(page.first_line))


def _orders_more(last: PageFacts) -> bool:
    """Whether the last words of a page announce an order that is not on it."""
    return any(_ORDERS_MORE.search(line) for line in printed_lines(last.page.reading)[-_LAST_LINES:])


def _goes_on(paper: list[PageFacts], page: PageFacts) -> bool:
    """Whether a page begins in the midst of a court's paper: with no head of another, by number or by words.

    What reads as no such paper may begin with a small letter because nobody can read it.
    """
    if page.court.names_court or page.kind is not paper[0].kind:
        return False
    if page.number is not None:
        return page.number == (paper[-1].number or len(paper)) + 1
    marks = [facts.court for facts in paper]
    begun = page.first_line[:1].islower() or _begins_with_order(page)
    return begun or count_on(marks, page.court) or is_one_case(marks, page.court)


def is_back_of(back: PageFacts, front: PageFacts) -> bool:
    """Whether a page is the back of a card whose front is another."""
    if not (front.leaf in CARD_LEAVES and back.is_back and not front.is_back) or _of_other_issuers(
        front, back
    ):
        return False
    related = back.leaf == front.leaf or back.sure < 0.7 or back.has_licence_barcode
    return related and (front.leaf == "drivers_license" or not back.has_licence_barcode)


def _is_back_of_copy(back: PageFacts, front: PageFacts) -> bool:
    """Whether a page tells how the certified copy before it is secured, and nothing of anybody."""
    bare = back.lists_security and not (back.presents or back.dates or back.numbers)
    return bare and front.leaf in EVIDENCE_LEAVES and not front.lists_security


def _of_other_issuers(one: PageFacts, other: PageFacts) -> bool:
    """Whether each names an issuer of cards and none is the other's: cards of two courses."""
    return bool(one.issuers and other.issuers) and one.issuers.isdisjoint(other.issuers)
