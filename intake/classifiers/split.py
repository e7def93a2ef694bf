"""Parts the pages of one submission into papers, and says what each is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from domain.batches import PageWord, SplitEdit
from domain.documents import KindGuess, ProposedDocument, SplitResult, SubmissionPage
from domain.ids import PageId
from domain.kinds import Channel, Kind, Subkind
from domain.sheets import find_sheet
from domain.states import PageUse
from intake.classifiers.aside import asks_by_itself, find_use, is_blank, is_covering_letter, is_lost
from intake.classifiers.bodies import judge_automatic, judge_body, study_body
from intake.classifiers.joining import weigh_joining
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.leaves import EVIDENCE_LEAVES
from intake.classifiers.ordering import order_pages
from intake.classifiers.pages import PageFacts, study_page
from intake.classifiers.unfilled import judge_unfilled

#: Nobody said anything.
NO_WORDS: Mapping[PageId, PageWord] = {}

#: How sure a paper must be of its kind for a letter beside it to be its cover.
_PROVES_NAME = 0.9

_Aside = list[tuple[PageId, PageUse]]

#: So many blank pages on end are more than a paper's back and a separator's two sides leave between papers.
_TOO_MANY_BLANKS = 4

#: The guess for a page that a person must look at because nothing was read on it.
_NOTHING_READ = KindGuess(Kind.OTHER, 0.5, True, Subkind.UNKNOWN)


def split_documents(
    pages: Sequence[SubmissionPage],
    *,
    channel: Channel,
    subject: str = "",
    automatic: str | None = None,
    classifier: KindClassifier,
    unread_attachments: int = 0,
    words: Mapping[PageId, PageWord] = NO_WORDS,
    blanks_separate: int = 0,
) -> SplitResult:
    """Every page of a submission in exactly one document, or set aside as blank, separator or cover.

    `pages` are in the order of the attachments, bodies included. `automatic` is what the headers say
    (`auto_reply`, `bounce`, `list`). `unread_attachments` counts those that gave no pages: a body that only
    covers them is no document. `words` are what persons said of single pages; they stand above all that the
    machine finds. In a scan so many blank pages on end part envelopes as a separator sheet does
    (`blanks_separate`; 0: none do). Documents come in the order in which their first pages came, and
    their pages in the paper's own order.
    """
    aside: _Aside = []
    papers = [page for page in pages if not page.is_body]
    parting = _parting_blanks(papers, words, blanks_separate) if channel is Channel.SCAN else frozenset()
    documents = _split_papers(papers, channel, classifier, aside, words, parting)
    if channel is Channel.SCAN:
        _show_long_blanks(papers, documents, aside, words, _TOO_MANY_BLANKS + blanks_separate)
    if not unread_attachments:
        _show_something(papers, documents, aside, words)
    bodies = [list(group) for _, group in groupby((p for p in pages if p.is_body), lambda p: p.attachment_id)]
    for body in bodies:
        guess = _judge(body, documents, channel, subject, automatic, classifier, unread_attachments)
        if guess is None:
            aside.extend((page.id, PageUse.COVER) for page in body)
        else:
            documents.append(ProposedDocument(tuple(body), guess))
    if not unread_attachments:
        _show_something(pages, documents, aside, words)
    place = {page.id: number for number, page in enumerate(pages)}
    documents.sort(key=lambda document: min(place[page.id] for page in document.pages))
    return SplitResult(tuple(documents), tuple(sorted(aside, key=lambda entry: place[entry[0]])))


def _split_papers(
    pages: Sequence[SubmissionPage],
    channel: Channel,
    classifier: KindClassifier,
    aside: _Aside,
    words: Mapping[PageId, PageWord],
    parting: frozenset[PageId],
) -> list[ProposedDocument]:
    """The papers of all attachments; what is no paper goes to `aside`."""
    open_paper: list[PageFacts] = []
    papers: list[tuple[list[PageFacts], float]] = []
    covers: list[PageFacts] = []
    lost: list[SubmissionPage] = []
    for place, page in enumerate(pages):
        word = words.get(page.id, PageWord())
        if page.id in parting:
            aside.append((page.id, PageUse.SEPARATOR))
            open_paper = []
            continue
        if word.use is PageUse.BLANK or (word.use is None and is_blank(page)):
            aside.append((page.id, PageUse.BLANK))
            continue
        if is_lost(page) and word.place is None and word.use in (None, PageUse.DOCUMENT):
            lost.append(page)
            continue
        facts = study_page(page, classifier)
        use = _use_of(facts, word, channel, first=place == 0, more=len(pages) > 1)
        if use is not None:
            aside.append((page.id, use))
            open_paper = []
            if use is PageUse.COVER and word.use is None and not find_sheet(page.reading):
                covers.append(facts)
            continue
        if word.place is SplitEdit.JOINS and papers and not open_paper:
            open_paper = papers[-1][0]
        joins = _weigh(open_paper, facts, channel, word)
        if joins > 0.5:
            open_paper.append(facts)
            papers[-1] = (open_paper, min(papers[-1][1], joins))
        else:
            open_paper = [facts]
            papers.append((open_paper, 1.0 - joins))
    if channel is not Channel.SCAN:
        papers = _set_letters_aside(papers, aside, words)
    documents = [_propose(paper, certainty, classifier) for paper, certainty in papers]
    documents += [ProposedDocument((page,), _NOTHING_READ) for page in lost]
    return documents + _ask_covers(covers, documents, classifier, aside)


def _use_of(facts: PageFacts, word: PageWord, channel: Channel, *, first: bool, more: bool) -> PageUse | None:
    """What the page is if it is no document: a person's word stands above the machine's."""
    if word.use is not None:
        return None if word.use is PageUse.DOCUMENT else word.use
    return find_use(facts, channel, first=first, more=more)


def _weigh(open_paper: list[PageFacts], facts: PageFacts, channel: Channel, word: PageWord) -> float:
    """How likely the page goes on with the paper that is open, 0.0-1.0."""
    if not open_paper:
        return 0.0
    if word.place is not None:
        return 1.0 if word.place is SplitEdit.JOINS else 0.0
    return weigh_joining(open_paper, facts, channel)


def _parting_blanks(
    pages: Sequence[SubmissionPage], words: Mapping[PageId, PageWord], separate: int
) -> frozenset[PageId]:
    """The blank pages that part envelopes: runs of at least `separate`, with papers on both sides."""
    if not separate:
        return frozenset()

    def blank(page: SubmissionPage) -> bool:
        return page.id not in words and is_blank(page)

    runs = [(is_run, list(run)) for is_run, run in groupby(pages, blank)]
    return frozenset(page.id for is_run, run in runs[1:-1] if is_run and len(run) >= separate for page in run)


def _propose(paper: list[PageFacts], certainty: float, classifier: KindClassifier) -> ProposedDocument:
    if len(paper) == 1:
        guess = classifier.conclude(paper[0].opinion)
    else:
        paper = order_pages(paper)
        guess = classifier.guess([facts.page.reading for facts in paper])
    pages = tuple(facts.page for facts in paper)
    return ProposedDocument(pages, judge_unfilled(guess, [page.reading for page in pages]), certainty)


def _set_letters_aside(
    papers: list[tuple[list[PageFacts], float]], aside: _Aside, words: Mapping[PageId, PageWord]
) -> list[tuple[list[PageFacts], float]]:
    """Without letters that only cover papers on a name: one sender's, so not in a batch of many people's."""
    proven = any(first.leaf in EVIDENCE_LEAVES and first.sure > _PROVES_NAME for (first, *_), _ in papers)
    letters = [
        paper[0].page.id
        for paper, _ in papers
        if proven and len(paper) == 1 and paper[0].page.id not in words and is_covering_letter(paper[0])
    ]
    aside.extend((page_id, PageUse.COVER) for page_id in letters)
    return [(paper, certainty) for paper, certainty in papers if paper[0].page.id not in letters]


def _ask_covers(
    covers: Sequence[PageFacts],
    documents: Sequence[ProposedDocument],
    classifier: KindClassifier,
    aside: _Aside,
) -> list[ProposedDocument]:
    """Cover sheets on which the request itself is written, where no paper carries it."""
    if any(document.guess.kind is Kind.VERIFICATION_REQUEST for document in documents):
        return []
    asking = [facts for facts in covers if not documents and asks_by_itself(facts)]
    for facts in asking:
        aside.remove((facts.page.id, PageUse.COVER))
    return [_propose([facts], 1.0, classifier) for facts in asking]


def _judge(
    body: Sequence[SubmissionPage],
    documents: Sequence[ProposedDocument],
    channel: Channel,
    subject: str,
    automatic: str | None,
    classifier: KindClassifier,
    unread_attachments: int,
) -> KindGuess | None:
    if not any(page.reading.plain_text.strip() for page in body):
        return None
    if automatic is not None and not documents:
        return judge_automatic(automatic)
    facts = study_body(body[0], subject, classifier, beside=bool(documents))
    return judge_body(facts, documents, channel, classifier, unread_attachments=unread_attachments)


def _show_long_blanks(
    pages: Sequence[SubmissionPage],
    documents: list[ProposedDocument],
    aside: _Aside,
    words: Mapping[PageId, PageWord],
    too_many: int,
) -> None:
    """Between the papers of a batch, a long run of blanks hides a sheet that was fed face down.

    The page in the middle is shown to a person: those around it are backs and separators.
    """
    uses = dict(aside)
    runs = [(use, list(run)) for use, run in groupby(pages, lambda page: uses.get(page.id))]
    for use, run in runs[1:-1]:
        seen = any(page.id in words for page in run)
        if use is not None and len(run) >= too_many and all(is_blank(p) for p in run) and not seen:
            shown = run[len(run) // 2]
            aside.remove((shown.id, use))
            documents.append(ProposedDocument((shown,), _NOTHING_READ))


def _show_something(
    pages: Sequence[SubmissionPage],
    documents: list[ProposedDocument],
    aside: _Aside,
    words: Mapping[PageId, PageWord],
) -> None:
    """A submission without any paper is shown to a person.

    A blank page that somebody covered was perhaps fed face down; without one the last cover is shown. Sheets
    of ours, and what a person set aside, are nothing to show.
    """
    uses = {page_id: use for page_id, use in aside if page_id not in words}
    covers = [page for page in pages if uses.get(page.id) is PageUse.COVER and not find_sheet(page.reading)]
    if documents or not covers:
        return
    blanks = [page for page in pages if uses.get(page.id) is PageUse.BLANK]
    shown = blanks[0] if blanks else covers[-1]
    aside.remove((shown.id, uses[shown.id]))
    guess = _NOTHING_READ if blanks else replace(_NOTHING_READ, subkind=Subkind.LETTER)
    documents.append(ProposedDocument((shown,), guess))
