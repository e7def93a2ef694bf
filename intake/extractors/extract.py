"""One document in, its evidence out. Certification records are never at hand here."""

from collections.abc import Mapping, Sequence

from domain.documents import Evidence
from domain.kinds import FIELDS_OF, Channel, EvidenceType, FieldName, Kind
from domain.pages import PageReading
from domain.submissions import Headers
from intake.extractors.cards import part_cards
from intake.extractors.codes import disputes_of, doubt_disputed
from intake.extractors.cpr.card import extract_cpr
from intake.extractors.known_forms.by_form import hold_unsure, read_by_form
from intake.extractors.known_forms.form import KnownForm, find_form
from intake.extractors.known_forms.learning import TaughtPaper
from intake.extractors.mentions.gaps import Judged, fill_gaps, is_lone_name, judge_paper
from intake.extractors.name_papers.apostilles import without_apostilles
from intake.extractors.name_papers.identity_zones import doubt_unproven
from intake.extractors.name_papers.name_change import (
    EXPIRING,
    extract_name_change,
    proves_nothing_yet,
)
from intake.extractors.name_papers.party_births import is_the_others
from intake.extractors.overrule import overrule
from intake.extractors.people.cut_names import doubt_broken
from intake.extractors.people.other import extract_other
from intake.extractors.people.spelled_names import spell_names
from intake.extractors.replaced_cards import read_replaced
from intake.extractors.requests.refused_ways import refuses_way
from intake.extractors.requests.signature import leaves_date_open, leaves_only_the_answer_to_sign
from intake.extractors.requests.verification import extract_verification
from intake.extractors.sheets.paper import Paper, lay_out
from intake.extractors.sureness.calibration import Calibration, calibrate
from intake.extractors.sureness.signs import Signs, describe_evidence


def extract_evidence(
    kind: Kind,
    pages: Sequence[PageReading],
    *,
    channel: Channel,
    is_body: bool = False,
    headers: Headers | None = None,
    one_paper: bool = False,
    calibration: Calibration | None = None,
    forms: Sequence[KnownForm] = (),
) -> tuple[Evidence, ...]:
    """Read the fields of one document off its pages.

    `Evidence.page` indexes `pages`. At most one value a field; a field the paper does not show gives none.
    `one_paper` where a person said that what looks like several cards is one; `calibration` is the one in use,
    where it is not the shipped one; `forms` are those that the office's people spoke of.
    """
    if not any(page.words or page.form_values or page.barcodes for page in pages):
        return ()
    paper = _lay_out_own(kind, pages, one_paper)
    read, judged = _read_judged(paper, _mail_of(channel, is_body, headers))
    if form := find_form(forms, paper):
        read = read_by_form(paper, read, judged, form)
    found = list(hold_unsure(calibrate(paper, read, calibration, judged)))
    found = doubt_broken(doubt_unproven(paper, doubt_disputed(found, disputes_of(paper))))
    return tuple(spell_names(paper, found))


def describe_fields(
    kind: Kind,
    pages: Sequence[PageReading],
    *,
    channel: Channel,
    is_body: bool = False,
    headers: Headers | None = None,
    one_paper: bool = False,
) -> list[tuple[Evidence, Signs]]:
    """The values as `extract_evidence` reads them before names are spelled, with what speaks for and against each: what calibration is
    learned from."""
    if not any(page.words or page.form_values or page.barcodes for page in pages):
        return []
    paper = _lay_out_own(kind, pages, one_paper)
    found, judged = _read_judged(paper, _mail_of(channel, is_body, headers))
    return list(zip(found, describe_evidence(paper, found, judged), strict=True))


def teach_paper(
    kind: Kind,
    pages: Sequence[PageReading],
    said: Mapping[FieldName, str | None],
    *,
    channel: Channel,
    is_body: bool = False,
    headers: Headers | None = None,
    one_paper: bool = False,
) -> TaughtPaper:
    """The paper as `extract_evidence` reads it without any known form, beside what a person said of it: what forms
    are learned from."""
    paper = _lay_out_own(kind, pages, one_paper)
    found, judged = _read_judged(paper, _mail_of(channel, is_body, headers))
    own = {field: value for field, value in said.items() if field in FIELDS_OF[kind]}
    return TaughtPaper(paper, found, judged or judge_paper(paper), own)


def _lay_out_own(kind: Kind, pages: Sequence[PageReading], one_paper: bool) -> Paper:
    """The paper; of several cards the one that is meant, since values of two cards are never mixed."""
    if not one_paper and (cards := part_cards(kind, pages)):
        own = next((card for card in cards if card.kind is kind), cards[0])
        pages = [own.reading]
    return lay_out(kind, without_apostilles(pages) if kind is Kind.NAME_CHANGE_EVIDENCE else pages)


def _mail_of(channel: Channel, is_body: bool, headers: Headers | None) -> Headers | None:
    """The headers of a message whose text is the paper."""
    return headers if is_body and channel is Channel.EMAIL else None


def read_fields(paper: Paper, mail: Headers | None = None) -> list[Evidence]:
    """The fields of a paper in the order of its kind, with raw confidence; `mail` are the headers of a message
    whose text is the paper."""
    return _read_judged(paper, mail)[0]


def _read_judged(paper: Paper, mail: Headers | None) -> tuple[list[Evidence], list[Judged]]:
    """The fields as `read_fields` gives them, and the mentions of the paper where they had to be judged: that costs
    more than all else here, and calibration asks for them again."""
    allowed = FIELDS_OF[paper.kind]
    found, judged = _read_told(paper, mail), list[Judged]()
    if paper.kind is not Kind.OTHER and _is_the_paper_itself(paper.kind, found):
        judged = judge_paper(paper)
        found = overrule(paper, found, judged)
        whole = [e for e in found if not is_lone_name(e)]
        filled = [*whole, *fill_gaps(paper, whole, _asked(paper, found), judged)]
        found = [*filled, *(e for e in found if e.field not in {f.field for f in filled})]
    return sorted((e for e in found if e.field in allowed), key=lambda e: allowed.index(e.field)), judged


def _read_told(paper: Paper, mail: Headers | None) -> list[Evidence]:
    """What labels, sentences and symbols tell."""
    if paper.kind is Kind.VERIFICATION_REQUEST:
        return extract_verification(paper, mail)
    if paper.kind is Kind.CPR_CARD:
        return extract_cpr(paper)
    if paper.kind is Kind.NAME_CHANGE_EVIDENCE:
        found = extract_name_change(paper)
        return read_replaced(paper, found) or found
    return extract_other(paper, mail)


def _asked(paper: Paper, found: Sequence[Evidence]) -> list[FieldName]:
    """The fields that a paper of its type can show at all: a judgment or certificate runs out on no day, and a
    licence's or passport's own number looks like one of a certification. What proves nothing yet was given on none,
    and a form whose line for the date is empty, or that only who answers is to sign, was signed on none; the days that a mail's
    text tells are those of other papers and mails. By a way that it
    forbids a form wants no answer."""
    allowed = FIELDS_OF[paper.kind]
    if paper.kind is Kind.VERIFICATION_REQUEST:
        allowed = tuple(field for field in allowed if not refuses_way(paper.text, field))
    if paper.kind is Kind.VERIFICATION_REQUEST and (
        leaves_date_open(paper) or leaves_only_the_answer_to_sign(paper) or paper.is_mail
    ):
        return [field for field in allowed if field is not FieldName.SIGNED_ON]
    kind = next((e.value for e in found if e.field is FieldName.EVIDENCE_TYPE), None)
    if kind is None:
        return list(allowed)
    never = {FieldName.CERTIFICATION_NUMBER if kind in EXPIRING else FieldName.EXPIRES_ON}
    if proves_nothing_yet(paper.text, str(kind)):
        never.add(FieldName.ISSUED_ON)
    former = next((e for e in found if e.field is FieldName.FORMER_NAME), None)
    if kind == EvidenceType.MARRIAGE_CERTIFICATE and (former is None or is_the_others(paper, former)):
        never.add(
            FieldName.DATE_OF_BIRTH
        )  # of two people, and nothing tells which is ours, or ours was not read
    return [field for field in allowed if field not in never]


def _is_the_paper_itself(kind: Kind, found: Sequence[Evidence]) -> bool:
    """A letter that only asks for a change of name is no evidence: what it does not tell is no gap."""
    typed = any(e.field is FieldName.EVIDENCE_TYPE for e in found)
    return kind is not Kind.NAME_CHANGE_EVIDENCE or typed
