"""The table of rules, and running it over one document.

Sources: FAQ = the office's eLicensing FAQ; CMR = 105 CMR 170; the agency pages are named in
`docs/architecture.md`. Rules propose; people decide.
"""

import hashlib
from dataclasses import dataclass

from domain.cases import Finding
from domain.kinds import FindingCode, Kind, Severity
from domain.policy import RuleWeight
from processing.rules import papers, persons, together
from processing.rules.context import Rule, RuleContext

_ALL = frozenset(Kind)
_ACTED_ON = _ALL - {Kind.OTHER}
_FORM = frozenset({Kind.VERIFICATION_REQUEST})
_CARD = frozenset({Kind.CPR_CARD})
_EVIDENCE = frozenset({Kind.NAME_CHANGE_EVIDENCE})

RULES: tuple[Rule, ...] = (
    Rule(
        "kind.unsure", FindingCode.UNSURE_KIND, _ALL,
        "the office's own rule: a person settles what is not sure",
        "The kind of this paper is not sure; choose it by hand.",
        "We could not tell what kind of paper this is. Please tell us what you ask for.",
        papers.is_unsure_kind,
    ),
    Rule(
        "page.illegible", FindingCode.ILLEGIBLE, _ALL,
        "the office's own rule: what cannot be read is asked for again",
        "A page is hard to read.",
        "A page could not be read. Please send it again as a clear scan or photo, or fax it in fine mode.",
        papers.is_illegible,
        papers.say_illegible,
    ),
    Rule(
        "page.false-layer", FindingCode.FALSE_TEXT_LAYER, _ALL,
        "the office's own rule: the picture counts, not hidden text",
        "The file's hidden text says other than its picture: the picture was read. Look at the original.",
        "Please send the document as a plain scan or photo.",
        papers.hides_other_text,
    ),
    Rule(
        "paper.code", FindingCode.CODE_DIFFERS, _CARD | _EVIDENCE,
        "AAMVA card design standard: bar code and print say the same",
        "The code on the paper says other than its print. Compare both.",
        "The code on your document says other than its print. Please send a clear copy of both sides.",
        papers.is_contradicted_by_code,
        papers.say_disputes,
    ),
    Rule(
        "paper.zone", FindingCode.ZONE_CHECK_FAILS, _EVIDENCE, "ICAO Doc 9303 part 3: check digits",
        "The passport's zone does not fit its own check digits. Look at the zone and the print.",
        "The lines at the foot of your passport's page do not fit their own check digits. Please send a "
        "clear copy of the whole page.",
        papers.fails_its_checks,
        papers.say_failing_checks,
    ),
    Rule(
        "page.missing", FindingCode.PAGES_MISSING, _ALL, "the office's own rule: a paper has all its pages",
        "The paper counts more pages than arrived.",
        "Some pages did not arrive. Please send every page of the document.",
        papers.lacks_pages,
        papers.say_gaps,
    ),
    Rule(
        "page.one-side", FindingCode.ONE_SIDE_MISSING, _CARD | _EVIDENCE,
        "mass.gov, reinstate your expired EMT certification: both sides of the card",
        "The paper refers to its other side, which did not arrive.",
        "Only one side arrived. Please send copies of both sides.",
        papers.lacks_a_side,
    ),
    Rule(
        "paper.repeats", FindingCode.POSSIBLE_DUPLICATE, _ALL, "the office's own rule: a paper counts once",
        "The same paper came before. Compare both, and see what was done then.",
        "We received this document before. You need not send it again.",
        papers.came_before,
        papers.say_came_before,
    ),
    Rule(
        "case.decided", FindingCode.DECIDED_BEFORE, _ALL, "the office's own rule: what was answered is seen",
        "The papers go on from a case that was decided. See what was done there.",
        "The request that you write about was answered before.",
        papers.was_decided_before,
        papers.say_decided_before,
    ),
    Rule(
        "paper.expired", FindingCode.EXPIRED, _CARD | _EVIDENCE, "FAQ Q16; SSA POMS RM 10212",
        "The paper had expired on the day it was received (a month counts to its last day).",
        "The document had expired when we received it. Please send one that is valid now.",
        papers.is_expired,
        papers.say_expired,
    ),
    Rule(
        "paper.expires-soon", FindingCode.EXPIRES_SOON, _CARD | _EVIDENCE, "FAQ Q16",
        "The paper expires within a few weeks.",
        "The document expires soon. Please plan to send a renewed one.",
        papers.expires_soon,
    ),
    Rule(
        "card.online-only", FindingCode.ONLINE_ONLY, _CARD, "FAQ Q16",
        "The course was held online only.",
        "Online-only courses are not accepted. Please send proof of a course with in-person, hands-on "
        "training and a skills evaluation.",
        papers.is_online_only,
    ),
    Rule(
        "card.no-skills", FindingCode.NO_SKILLS_EVALUATION, _CARD, "FAQ Q16; CMEMSC advisory on skills",
        "The paper attests a cognitive evaluation and no skills evaluation.",
        "The card does not show a hands-on skills evaluation. Please send proof of one.",
        papers.lacks_skills_evaluation,
    ),
    Rule(
        "card.provider", FindingCode.UNRECOGNIZED_PROVIDER, _CARD, "FAQ Q16",
        "The provider is none of those that the policy accepts; see whether it is nationally recognized.",
        "The course must be given by a nationally recognized organization. Please send a card from one.",
        papers.has_unrecognized_provider,
    ),
    Rule(
        "card.course", FindingCode.WRONG_LEVEL, _CARD, "FAQ Q16",
        "The course is not BLS for health care providers.",
        "This course is not at the level needed. Please send a BLS (Basic Life Support) provider card.",
        papers.has_wrong_course,
        papers.say_course,
    ),
    Rule(
        "card.acls", FindingCode.ACLS_MISSING, _CARD, "FAQ Q16",
        "The record's level needs ACLS; no valid ACLS card came with this BLS card or was approved before.",
        "Paramedics need a valid ACLS card besides BLS. Please send it if you have not done so.",
        papers.lacks_acls,
    ),
    Rule(
        "card.several", FindingCode.SEVERAL_CARDS, _CARD, "the office's own rule: one card, one paper",
        "The page shows several cards; the values are the first one's.",
        "Please send each card on a page of its own.",
        papers.shows_several_cards,
        papers.say_several_cards,
    ),
    Rule(
        "card.not-provider", FindingCode.NOT_A_PROVIDER_CARD, _CARD,
        "the office's own rule: a roster or receipt is no card",
        "This looks like a roster, receipt, instructor card or online portion, not a provider card.",
        "This is not a provider card. Please send the card or eCard that the course provider issued to you.",
        papers.is_no_provider_card,
    ),
    Rule(
        "form.several", FindingCode.SEVERAL_PERSONS, _FORM, "the office's own rule: one person, one request",
        "The request asks for several people; the values are the first one's.",
        "Please send a request of its own for each person.",
        persons.asks_of_several,
        persons.say_several,
    ),
    Rule(
        "form.signature", FindingCode.MISSING_SIGNATURE, _FORM, "the office's own rule: the applicant signs",
        "The place to sign is empty.",
        "The form is not signed. Please sign and date it, and send it again.",
        papers.lacks_signature,
    ),
    Rule(
        "form.release", FindingCode.MISSING_RELEASE, _FORM,
        "the office's own rule: the applicant releases the answer",
        "The form has no words that allow the release of the record.",
        "The form does not say that we may release your record. Please add a signed release.",
        papers.lacks_release,
    ),
    Rule(
        "form.destination", FindingCode.DESTINATION_MISSING, _FORM, "FAQ Q17",
        "The form does not say where the verification is to go.",
        "Please tell us the address, fax number or email address of the agency that is to receive the "
        "verification.",
        papers.lacks_destination,
    ),
    Rule(
        "form.seal", FindingCode.SEAL_REQUIRED, _FORM, "the receiving agency's page: how it takes answers",
        "The form asks for a seal or stamp: print, sign, seal and post.",
        "This agency asks for a sealed original, so the verification goes by post.",
        papers.asks_for_seal,
    ),
    Rule(
        "form.own-form", FindingCode.OWN_FORM_MISSING, _FORM,
        "the receiving agency's page: how it takes answers",
        "The office named wants its own form completed, and none came.",
        "The agency that you name wants its own form completed. Please send us that form, filled in and "
        "signed.",
        papers.lacks_own_form,
    ),
    Rule(
        "form.level", FindingCode.WRONG_LEVEL, _FORM, "FAQ Q2",
        "The level on the form is not the record's.",
        "The level on your form differs from our record. Please correct it or tell us why.",
        persons.claims_other_level,
    ),
    Rule(
        "form.status", FindingCode.STATUS_NOT_CURRENT, _FORM, "mass.gov, license status definitions",
        "The record's status does not allow practice: no clean letter.",
        "Your certification is not current. We verify it with its status as it stands.",
        persons.is_not_current,
        persons.say_status,
    ),
    Rule(
        "name.petition", FindingCode.PETITION_NOT_DECREE, _EVIDENCE, "M.G.L. c. 210 s. 12; CJP 27",
        "This is a petition to the court, not its decree.",
        "A petition or motion asks the court and does not change a name. Please send the court's decree.",
        papers.is_petition,
    ),
    Rule(
        "name.before-marriage", FindingCode.MARRIAGE_NOT_SHOWN, _EVIDENCE, "M.G.L. c. 207 ss. 19, 28",
        "This is a notice, application or licence to marry; it shows no marriage.",
        "The document is from before the marriage and does not change a name. Please send the marriage "
        "certificate.",
        papers.is_before_the_marriage,
    ),
    Rule(
        "name.new-name", FindingCode.NEW_NAME_NOT_STATED, _EVIDENCE, "FAQ Q9; SSA POMS RM 10212",
        "The paper does not state the new name.",
        "The document does not show your new name. Please send a government ID or a decree that shows it.",
        papers.hides_new_name,
    ),
    Rule(
        "name.link", FindingCode.NO_LINK_TO_FORMER_NAME, _EVIDENCE, "FAQ Q9; SSA POMS RM 10212",
        "Nothing ties the new name to the name on a record.",
        "Please tell us your certification number and former name, or send a paper that shows both names.",
        persons.lacks_link,
    ),
    Rule(
        "person.no-record", FindingCode.NO_RECORD, _ACTED_ON, "FAQ Q2",
        "No certification record fits the person on the paper.",
        "We found no Massachusetts certification for the person named. Please send your certification number "
        "with its prefix letter.",
        persons.has_no_record,
    ),
    Rule(
        "person.not-found", FindingCode.RECORD_NOT_FOUND, _ACTED_ON, "FAQ Q2",
        "No record was found, and too little was read surely to say that there is none: search by hand.",
        "We could not find your certification by what could be read. Please send your certification number "
        "with its prefix letter.",
        persons.finds_no_record,
    ),
    Rule(
        "person.ambiguous", FindingCode.AMBIGUOUS_MATCH, _ACTED_ON,
        "the office's own rule: a person settles what is not sure",
        "The record is not certain; compare the candidates.",
        "Please send your certification number with its prefix letter, and your date of birth by post, fax "
        "or portal.",
        persons.is_ambiguous,
    ),
    Rule(
        "person.name", FindingCode.NAME_MISMATCH, _ACTED_ON, "FAQ Q9",
        "No name on the paper fits the record.",
        "The name on the document is not the one on your certification. Please send proof of the change.",
        persons.has_other_name,
    ),
    Rule(
        "person.number", FindingCode.NUMBER_MISMATCH, _ACTED_ON, "FAQ Q2",
        "The number printed is not the record's.",
        "The certification number on the document is not the one on your certification. Please check it.",
        persons.has_other_number,
    ),
    Rule(
        "person.birth-date", FindingCode.DOB_MISMATCH, _ACTED_ON, "FAQ Q2",
        "The birth date on the paper is not the record's.",
        "The date of birth on the document differs from our record. Please check it and send proof of the "
        "right one.",
        persons.has_other_birth_date,
    ),
    Rule(
        "person.together", FindingCode.PAPERS_DISAGREE, _ACTED_ON, "FAQ Q9; FAQ Q17: one person's papers",
        "The papers that came together do not agree. Compare them.",
        "The papers that you sent together do not agree. Please check, and send the right ones.",
        together.disagrees_with_others,
        together.say_disagreement,
    ),
    Rule(
        "privacy.ssn-by-email", FindingCode.SENT_SSN_BY_EMAIL, _ALL, "FAQ Q17",
        "Digits of a social security number came by email.",
        "Please do not send social security numbers by email. Use the portal, fax or post.",
        papers.sends_ssn_by_email,
    ),
)  # fmt: skip

#: Stored with every run, so that a finding can be traced to the policy that made it.
RULES_VERSION = hashlib.sha256("\n".join(f"{r.id} {r.code} {r.source}" for r in RULES).encode()).hexdigest()[
    :16
]


@dataclass(frozen=True, slots=True)
class RuleRun:
    """Hits and misses of one run."""

    findings: tuple[Finding, ...]
    rules_checked: tuple[str, ...]
    """Ids of every rule that applied to the kind, hit or miss."""
    version: str
    """Of the table of rules; that of the policy is kept beside it."""


#: What the office may weigh otherwise.
RULE_IDS = frozenset(rule.id for rule in RULES)


def run_rules(context: RuleContext) -> RuleRun:
    """Run every rule that applies to the document's kind, in the table's order."""
    weights = context.policy.severity
    applying = [r for r in RULES if context.kind in r.kinds and weights.get(r.id) is not RuleWeight.OFF]
    hits = [(rule, severity) for rule in applying if (severity := rule.check(context)) is not None]
    findings = tuple(
        Finding(r.code, _weigh(r, severity, context), *_words(r, context), r.id, r.source)
        for r, severity in hits
    )
    return RuleRun(findings, tuple(r.id for r in applying), RULES_VERSION)


def _weigh(rule: Rule, severity: Severity, context: RuleContext) -> Severity:
    """As the policy says, else as the rule does."""
    weight = context.policy.severity.get(rule.id)
    return severity if weight is None else Severity(weight)


def _words(rule: Rule, context: RuleContext) -> tuple[str, str]:
    return (rule.say(context) if rule.say else None) or (rule.staff_words, rule.applicant_words)
