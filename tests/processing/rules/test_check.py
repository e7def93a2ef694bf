"""The office's rules over one document."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Finding
from domain.documents import Dispute, Document, Evidence, KindGuess
from domain.ids import CertificationNumber, DocumentId, PageId, SubmissionId
from domain.kinds import Channel, FieldName, FindingCode, Kind, Severity
from domain.pages import BLURRED, GLARE, STREAKS, Quality
from domain.records import CertificationRecord
from outbound.wording import missing_sentences
from processing.matching.query import query_from_documents
from processing.matching.rank import rank_matches
from processing.rules.check import RULES, RULES_VERSION, run_rules
from processing.rules.context import RuleContext, last_day

RECORD = CertificationRecord(
    certification_number=CertificationNumber("E0901234"),
    level="EMT",
    first_name="Maria",
    middle_name="",
    last_name="Souza",
    suffix="",
    status="Active",
    issued_on=date(2025, 4, 1),
    expires_on=date(2027, 3, 31),
    date_of_birth=date(1987, 6, 5),
    ssn_last4="4410",
)
PARAMEDIC = replace(RECORD, certification_number=CertificationNumber("P0901234"), level="Paramedic")
RECEIVED = date(2026, 9, 15)

Values = dict[str, str | bool]
CARD: Values = {"holder_name": "Maria Souza", "provider": "AHA", "course": "BLS", "expires_on": "2028-01"}
FORM: Values = {
    "applicant_name": "Maria Souza",
    "certification_number": "E0901234",
    "date_of_birth": "1987-06-05",
    "requesting_agency": "Some State EMS",
    "return_fax": "802-555-0101",
    "signature_present": True,
    "level": "EMT",
}
LICENCE: Values = {
    "evidence_type": "drivers_license",
    "new_name": "Maria Souza",
    "date_of_birth": "1987-06-05",
    "expires_on": "2030-01-01",
}
DECREE: Values = {
    "evidence_type": "court_order",
    "former_name": "Maria Souza",
    "new_name": "Maria Quimby",
    "date_of_birth": "1987-06-05",
}
KIND_OF = {"holder_name": Kind.CPR_CARD, "applicant_name": Kind.VERIFICATION_REQUEST}


def document(values: Values, ordinal: int = 0, confidence: float = 0.97, pages: int = 1) -> Document:
    kind = next((k for name, k in KIND_OF.items() if name in values), Kind.NAME_CHANGE_EVIDENCE)
    return Document(
        DocumentId(f"s-d{ordinal}"),
        SubmissionId("s"),
        KindGuess(kind, 0.99, False),
        tuple(PageId(f"s-0-p{n}") for n in range(pages)),
        tuple(Evidence(FieldName(k), str(v), v, 0, None, confidence, "pdf text") for k, v in values.items()),
    )


def context(
    values: Values,
    *,
    records: tuple[CertificationRecord, ...] = (RECORD,),
    beside: tuple[Values, ...] = (),
    confidence: float = 0.97,
    text: str = "",
    legible: float = 1.0,
    channel: Channel = Channel.FAX,
) -> RuleContext:
    paper = document(values, confidence=confidence)
    match = rank_matches(query_from_documents([paper], None), records)
    best = match.best.certification_number if match.best else None
    return RuleContext(
        document=paper,
        pages_quality=(Quality(legible),),
        match=match,
        record=next((r for r in records if r.certification_number == best), None),
        received_on=RECEIVED,
        siblings=tuple(document(v, n + 1) for n, v in enumerate(beside)),
        channel=channel,
        text=text,
    )


def codes(found: RuleContext) -> set[FindingCode]:
    return {f.code for f in run_rules(found).findings} - {FindingCode.AMBIGUOUS_MATCH}


@pytest.mark.parametrize(
    ("values", "changes", "expected"),
    [
        pytest.param(CARD, {}, set(), id="a good card"),
        pytest.param(CARD, {"expires_on": "2026-09-14"}, {"expired"}, id="expired the day before"),
        pytest.param(CARD, {"expires_on": "2026-09-15"}, {"expires_soon"}, id="last day is valid"),
        pytest.param(CARD, {"expires_on": "2026-09"}, {"expires_soon"}, id="month means its last day"),
        pytest.param(CARD, {"expires_on": "2026-08"}, {"expired"}, id="month past"),
        pytest.param(CARD, {"format_online_only": True}, {"online_only"}, id="online only"),
        pytest.param(CARD, {"format_online_only": False}, set(), id="not online only"),
        pytest.param(CARD, {"provider": "other"}, {"unrecognized_provider"}, id="another provider"),
        pytest.param(CARD, {"course": "Heartsaver"}, {"wrong_level"}, id="lay course"),
        pytest.param(CARD, {"course": "CPR_AED"}, {"wrong_level"}, id="CPR and AED"),
        pytest.param(CARD, {"course": "FirstAid"}, {"wrong_level"}, id="first aid"),
        pytest.param(CARD, {"course": "ACLS"}, set(), id="ACLS is accepted"),
        pytest.param(CARD, {"course": "PALS"}, {"wrong_level"}, id="PALS alone does not prove BLS"),
        pytest.param(CARD, {"holder_name": "Ann Nowak"}, {"record_not_found"}, id="nobody's card"),
        pytest.param(FORM, {}, set(), id="a good form"),
        pytest.param(FORM, {"signature_present": False}, {"missing_signature"}, id="unsigned"),
        pytest.param(FORM, {"return_fax": ""}, {"destination_missing"}, id="no destination"),
        pytest.param(FORM, {"level": "Paramedic"}, {"wrong_level"}, id="claims another level"),
        pytest.param(FORM, {"certification_number": "E0902134"}, {"number_mismatch"}, id="digits swapped"),
        pytest.param(FORM, {"certification_number": "E0777777"}, {"number_mismatch"}, id="nobody's number"),
        pytest.param(FORM, {"date_of_birth": "1987-05-06"}, {"dob_mismatch"}, id="day and month swapped"),
        pytest.param(FORM, {"applicant_name": "Maria Quimby"}, {"name_mismatch"}, id="new surname"),
        pytest.param(FORM, {"applicant_name": "Mary Souza"}, set(), id="a short form is no mismatch"),
        pytest.param(FORM, {"applicant_name": "Maria Sousa"}, set(), id="a misread letter is none"),
        pytest.param(LICENCE, {}, set(), id="a good licence"),
        pytest.param(LICENCE, {"expires_on": "2026-01-01"}, {"expired"}, id="licence expired"),
        pytest.param(LICENCE, {"new_name": "Maria Quimby"}, {"name_mismatch"}, id="licence in the new name"),
        pytest.param(LICENCE, {"new_name": "Maria Souza-Quimby"}, {"name_mismatch"}, id="surname lengthened"),
        pytest.param(DECREE, {}, set(), id="decree naming both"),
        pytest.param(DECREE, {"expires_on": "2020-01-01"}, set(), id="a decree does not expire"),
        pytest.param(DECREE, {"new_name": ""}, {"new_name_not_stated"}, id="silent decree"),
        pytest.param(
            LICENCE,
            {"evidence_type": "social_security_card", "new_name": "Ann Quimby", "date_of_birth": ""},
            {"record_not_found", "no_link_to_former_name"},
            id="a new name tied to nothing",
        ),
    ],
)
def test_finds(values: Values, changes: Values, expected: set[str]) -> None:
    kept = {k: v for k, v in (values | changes).items() if v != ""}
    assert codes(context(kept)) == expected


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        pytest.param(CARD, "has met the cognitive evaluation", "no_skills_evaluation", id="cognitive only"),
        pytest.param(CARD, "cognitive and skills evaluation", None, id="skills attested"),
        pytest.param(CARD, "HeartCode BLS online portion", "not_a_provider_card", id="online portion"),
        pytest.param(CARD, "See reverse side", "one_side_missing", id="other side"),
        pytest.param(FORM, "I authorize the release. Page 1 of 2", "pages_missing", id="page 2 is missing"),
        pytest.param(FORM, "I authorize the release. Affix state seal here", "seal_required", id="seal"),
        pytest.param(FORM, "Please verify my licence", "missing_release", id="no release"),
        pytest.param(FORM, "I give leave to tell my standing", None, id="leave given"),
        pytest.param(FORM, "The applicant gives that state leave to tell", None, id="leave given to a state"),
        pytest.param(FORM, "We give leave of absence to her", "missing_release", id="leave of absence"),
        pytest.param(DECREE, "Petition for change of name CJP 27", "petition_not_decree", id="petition"),
        pytest.param(DECREE, "On the petition, it is ordered and decreed", None, id="decree on a petition"),
    ],
)
def test_reads_the_papers_words(values: Values, text: str, expected: str | None) -> None:
    assert codes(context(values, text=text)) == ({expected} if expected else set())


def test_a_paramedic_needs_acls_beside_bls() -> None:
    assert codes(context(CARD, records=(PARAMEDIC,))) == {"acls_missing"}
    assert codes(context(CARD, records=(PARAMEDIC,), beside=(CARD | {"course": "ACLS"},))) == set()


def test_a_decree_beside_it_links_the_card_in_the_new_name() -> None:
    card: Values = {"evidence_type": "social_security_card", "new_name": "Ann Quimby"}
    assert "no_link_to_former_name" not in codes(context(card, beside=(DECREE,)))


def test_a_status_that_may_not_practise_stops_a_clean_letter() -> None:
    for status, found in (("Suspended", True), ("probation", False), ("Sunset", True)):
        record = replace(RECORD, status=status)
        assert (FindingCode.STATUS_NOT_CURRENT in codes(context(FORM, records=(record,)))) == found


def test_digits_of_the_ssn_are_noted_only_by_email() -> None:
    sent = FORM | {"ssn_last4": "4410"}
    assert codes(context(sent, channel=Channel.EMAIL)) == {"sent_ssn_by_email"}
    assert codes(context(sent)) == set()


def test_a_doubtful_reading_asks_a_person_and_does_not_block() -> None:
    unsigned = FORM | {"signature_present": False}
    sure = {f.code: f.severity for f in run_rules(context(unsigned)).findings}
    doubtful = {f.code: f.severity for f in run_rules(context(unsigned, confidence=0.88)).findings}
    assert sure[FindingCode.MISSING_SIGNATURE] is Severity.BLOCKS
    assert doubtful[FindingCode.MISSING_SIGNATURE] is Severity.WARNS


def test_a_place_to_sign_that_was_seen_badly_is_no_finding() -> None:
    unsigned = FORM | {"signature_present": False}
    assert FindingCode.MISSING_SIGNATURE not in codes(context(unsigned, confidence=0.75))


def test_there_is_no_record_only_where_enough_was_read_surely() -> None:
    stranger = FORM | {
        "applicant_name": "Ann Nowak", "certification_number": "E0777777", "date_of_birth": "1990-10-21",
    }  # fmt: skip
    assert "no_record" in codes(context(stranger))
    assert "record_not_found" in codes(context(stranger, confidence=0.8))


@pytest.mark.parametrize(
    ("printed", "confidence", "found"),
    [
        pytest.param("1987-06-08", 0.6, False, id="one digit, read unsurely"),
        pytest.param("1987-06-08", 0.97, True, id="one digit, read surely"),
        pytest.param("1981-08-05", 0.6, False, id="two look-alike digits, read unsurely"),
        pytest.param("1992-11-05", 0.6, True, id="another date altogether"),
        pytest.param("1987-05-06", 0.6, True, id="day and month swapped: a person's slip"),
    ],
)
def test_a_birth_date_differs_only_as_far_as_it_was_read(
    printed: str, confidence: float, found: bool
) -> None:
    read = context(FORM | {"date_of_birth": printed}, confidence=confidence)
    assert (FindingCode.DOB_MISMATCH in codes(read)) is found


def test_a_paper_that_runs_out_before_it_was_issued_was_misread() -> None:
    card = CARD | {"issued_on": "2025-04-27", "expires_on": "2022-04-27"}
    assert FindingCode.EXPIRED not in codes(context(card, confidence=0.6))
    assert FindingCode.EXPIRED in codes(context(card))


def test_a_lengthened_surname_is_a_mismatch_where_one_record_could_be_meant() -> None:
    card = CARD | {"holder_name": "Maria Souza-Quimby"}
    namesake = replace(
        RECORD, certification_number=CertificationNumber("E0955555"), date_of_birth=date(1990, 1, 1)
    )
    assert codes(context(card)) == {"name_mismatch"}
    assert codes(context(card, records=(RECORD, namesake))) == set()


def test_illegible_pages_weigh_by_how_bad_they_are() -> None:
    found = {worst: run_rules(context(CARD, legible=worst)).findings for worst in (0.9, 0.4, 0.1)}
    severities = [[f.severity for f in fs if f.code is FindingCode.ILLEGIBLE] for fs in found.values()]
    assert severities == [[], [Severity.WARNS], [Severity.BLOCKS]]


@pytest.mark.parametrize(
    ("channel", "reasons", "said"),
    [
        pytest.param(Channel.EMAIL, ("blurred",), "hold the phone straight above it", id="a blurred photo"),
        pytest.param(Channel.FAX, ("blurred",), "Fax it again in fine mode", id="a fax has no lens"),
        pytest.param(
            Channel.FAX, ("blurred", "faxed at standard resolution"), "Set the machine to fine", id="coarse"
        ),
        pytest.param(Channel.SCAN, (), "clear scan or photo", id="no cause was seen"),
    ],
)
def test_a_page_that_cannot_be_read_says_what_its_sender_can_do(
    channel: Channel, reasons: tuple[str, ...], said: str
) -> None:
    pages = (Quality(0.97), Quality(0.3, reasons))
    found = run_rules(replace(context(CARD, channel=channel), pages_quality=pages)).findings
    [illegible] = [f for f in found if f.code is FindingCode.ILLEGIBLE]
    assert "Page 2 could not be read" in illegible.applicant_words
    assert said in illegible.applicant_words
    assert missing_sentences(("illegible",), found) == (illegible.applicant_words,)
    assert illegible.staff_words.startswith("Hard to read: page 2")


@pytest.mark.parametrize(
    ("channel", "reason", "said"),
    [
        (Channel.EMAIL, BLURRED, "Lay it flat on a table"),
        (Channel.EMAIL, GLARE, "without flash, away from lamps"),
        (Channel.FAX, STREAKS, "Clean the fax machine's glass"),
        (Channel.SCAN, STREAKS, "Clean the scanner's glass"),
    ],
)
def test_a_page_that_is_spoilt_is_noted_though_it_was_read(channel: Channel, reason: str, said: str) -> None:
    def noted(quality: Quality) -> list[Finding]:
        found = run_rules(replace(context(CARD, channel=channel), pages_quality=(quality,))).findings
        return [f for f in found if f.code is FindingCode.ILLEGIBLE]

    [illegible] = noted(Quality(0.7, (reason,)))
    assert illegible.severity is Severity.NOTES
    assert illegible.applicant_words.startswith("A page can hardly be read.")
    assert said in illegible.applicant_words
    assert noted(Quality(0.7, ("hard to read",))) == []
    assert noted(Quality(0.9, (reason,))) == []


def test_a_code_that_differs_names_the_fields_and_no_values() -> None:
    disputed = replace(context(LICENCE), disputes=(Dispute(FieldName.DATE_OF_BIRTH, "bar code"),))
    [found] = [f for f in run_rules(disputed).findings if f.code is FindingCode.CODE_DIFFERS]
    assert found.severity is Severity.WARNS
    assert found.staff_words.startswith("The bar code says other than the print: date of birth.")
    assert "1987" not in found.staff_words + found.applicant_words


def test_a_zone_that_fails_its_checks_says_which_and_no_values() -> None:
    failing = replace(context(LICENCE), failing_checks=("birth date",))
    [found] = [f for f in run_rules(failing).findings if f.code is FindingCode.ZONE_CHECK_FAILS]
    assert found.severity is Severity.WARNS
    assert "its own check digits: birth date." in found.staff_words
    assert "clear copy" in found.applicant_words
    assert missing_sentences(("zone_check_fails",), [found]) == (found.applicant_words,)


def test_hidden_text_is_said() -> None:
    assert FindingCode.FALSE_TEXT_LAYER in codes(replace(context(FORM), false_layer=True))


def test_an_ambiguous_match_and_an_unsure_kind_are_findings() -> None:
    named_only = context(CARD)
    assert FindingCode.AMBIGUOUS_MATCH in {f.code for f in run_rules(named_only).findings}
    unsure = replace(named_only.document, guess=KindGuess(Kind.CPR_CARD, 0.6, True))
    assert FindingCode.UNSURE_KIND in codes(replace(named_only, document=unsure))


def test_namesakes_raise_no_mismatch() -> None:
    namesake = replace(
        RECORD, certification_number=CertificationNumber("E0955555"), date_of_birth=date(1990, 1, 1)
    )
    assert codes(context(CARD, records=(RECORD, namesake))) == set()


def test_misses_are_recorded_with_the_version() -> None:
    run = run_rules(context(FORM))
    assert "form.signature" in run.rules_checked
    assert "card.course" not in run.rules_checked
    assert run.version == RULES_VERSION
    assert {f.rule for f in run.findings} <= set(run.rules_checked)


def test_the_table_is_in_order() -> None:
    assert len({r.id for r in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source
        assert rule.staff_words.endswith(".")
        assert rule.applicant_words.endswith(".")


def test_words_sent_out_hold_no_value_of_the_paper() -> None:
    wrong = FORM | {
        "applicant_name": "Maria Quimby",
        "date_of_birth": "1999-09-09",
        "signature_present": False,
    }
    words = " ".join(f.applicant_words + f.staff_words for f in run_rules(context(wrong)).findings)
    assert words
    for value in ("Quimby", "Souza", "1999", "0901234"):
        assert value not in words


@given(st.text(max_size=12))
def test_any_printed_date_is_read_or_refused(text: str) -> None:
    assert last_day(text) is None or isinstance(last_day(text), date)


@pytest.mark.parametrize(
    ("printed", "day"),
    [("2028-02", date(2028, 2, 29)), ("2027-02", date(2027, 2, 28)), ("2027-02-30", None), ("2027-13", None)],
)
def test_a_month_means_its_last_day(printed: str, day: date | None) -> None:
    assert last_day(printed) == day


OTHER_CARD: Values = {**CARD, "provider": "other"}


@pytest.mark.parametrize(
    ("text", "agreement", "found"),
    [
        pytest.param("Rescue Institute, Maria Souza", 1.0, True, id="none is named"),
        pytest.param("Rescue Institute, Maria Souza", 0.5, False, id="on a page hardly read"),
        pytest.param("Amencan Red Crcss, Maria Souza", 0.9, False, id="one is named, misread"),
        pytest.param(
            "Follows the guidelines of the American Heart Association", 0.5, True, id="another's are followed"
        ),
    ],
)
def test_silence_of_a_poorly_read_card_says_nothing_of_its_provider(
    text: str, agreement: float, found: bool
) -> None:
    card = replace(context(OTHER_CARD, text=text), agreement=agreement)
    assert (FindingCode.UNRECOGNIZED_PROVIDER in codes(card)) is found


@pytest.mark.parametrize(
    ("name", "confidence", "text", "found"),
    [
        pytest.param("Maria Quimby", 0.97, "", True, id="read surely"),
        pytest.param("Maria Quimby", 0.97, "Maria Souza", True, id="read surely, the record's beside"),
        pytest.param("Gina Petrakis", 0.7, "for Maria Souza", False, id="unsure, the record's stands beside"),
        pytest.param("Marja Sonza", 0.3, "", False, id="likelier misread than read"),
        pytest.param("Maria Quimby", 0.3, "", True, id="poorly read, and nothing like the record's"),
    ],
)
def test_a_name_speaks_against_the_record_as_far_as_it_was_read(
    name: str, confidence: float, text: str, found: bool
) -> None:
    form = context({**FORM, "applicant_name": name}, confidence=confidence, text=text)
    assert (FindingCode.NAME_MISMATCH in codes(form)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "Petition to change name. The petitioner prays that the court enter a decree.", True, id="asks"
        ),
        pytest.param(
            "DECREE. Upon the petition it is ordered that the name be changed.", False, id="decides"
        ),
        pytest.param(
            "FINAL DECREE. The court finds and decrees: 1. she lived here before the petition.",
            False,
            id="finds",
        ),
        pytest.param("On the petition of Maria Souza it is so ordered.", False, id="orders at the end"),
        pytest.param("DECREE OF CHANGE OF NAME of Maria Souza", False, id="its title tells"),
    ],
)
def test_a_petition_speaks_of_the_decree_it_asks_for(text: str, found: bool) -> None:
    assert (FindingCode.PETITION_NOT_DECREE in codes(context(DECREE, text=text))) is found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(
            "No hands-on evaluation took place.", FindingCode.NO_SKILLS_EVALUATION, id="no hands-on"
        ),
        pytest.param("Skills were not tested.", FindingCode.NO_SKILLS_EVALUATION, id="skills not tested"),
        pytest.param(
            "This list is no card and no certificate.", FindingCode.NOT_A_PROVIDER_CARD, id="a list"
        ),
        pytest.param("In-service and competency record", FindingCode.NOT_A_PROVIDER_CARD, id="a record"),
        pytest.param("Cards are issued separately.", FindingCode.NOT_A_PROVIDER_CARD, id="the card follows"),
    ],
)
def test_a_paper_says_itself_what_it_is_not(text: str, code: FindingCode) -> None:
    assert code in codes(context(CARD, text=text))
    assert code not in codes(context(CARD, text="BLS Provider. Hands-on skills session passed."))


def test_other_cards_on_the_sheet_count_and_are_said() -> None:
    paramedic = context(CARD, records=(PARAMEDIC,))
    acls = (Evidence(FieldName.COURSE, "ACLS", "ACLS", 0, None, 0.97, "pdf text"),)
    assert FindingCode.ACLS_MISSING in codes(paramedic)
    several = replace(paramedic, more_cards=(acls,))
    assert FindingCode.ACLS_MISSING not in codes(several)
    [found] = [f for f in run_rules(several).findings if f.code is FindingCode.SEVERAL_CARDS]
    assert found.staff_words.startswith("The page shows 2 cards.")
    assert "ACLS" in found.staff_words
