"""The closed vocabularies. A stored value never changes; the label people see may.

Source of the kinds, fields and codes: the office's FAQ and the contracts in `docs/contracts.md`.
"""

from enum import StrEnum


class Channel(StrEnum):
    """How a submission arrived."""

    EMAIL = "email"
    FAX = "fax"
    SCAN = "scan"
    UPLOAD = "upload"


class Way(StrEnum):
    """How an office takes answers."""

    EMAIL = "email"
    FAX = "fax"
    POST = "post"


class Kind(StrEnum):
    """What a document is."""

    VERIFICATION_REQUEST = "verification_request"
    NAME_CHANGE_EVIDENCE = "name_change_evidence"
    CPR_CARD = "cpr_card"
    OTHER = "other"


class Subkind(StrEnum):
    """The finer kind of a document that is `other`."""

    SELF_REPORT = "self_report"  # 105 CMR 170.937: urgent and restricted
    CORI_FORM = "cori_form"
    ADDRESS_CHANGE = "address_change"
    STATUS_QUESTION = "status_question"
    AMBULANCE_SERVICE = "ambulance_service"
    CERTIFICATION_COPY = "certification_copy"
    COMPLETED_VERIFICATION = "completed_verification"
    COURSE_PAPER = "course_paper"
    PAYMENT = "payment"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    SPAM = "spam"
    LETTER = "letter"
    UNKNOWN = "unknown"


#: Papers whose cases are for few: whoever may not see those sees nothing that came with one.
RESTRICTED_SUBKINDS = frozenset({Subkind.SELF_REPORT, Subkind.CORI_FORM})


class FieldName(StrEnum):
    """One value that a document may carry; `FIELDS_OF` says which kind carries which."""

    APPLICANT_NAME = "applicant_name"
    FORMER_NAMES = "former_names"
    CERTIFICATION_NUMBER = "certification_number"
    LEVEL = "level"
    DATE_OF_BIRTH = "date_of_birth"
    SSN_LAST4 = "ssn_last4"
    REQUESTING_AGENCY = "requesting_agency"
    RETURN_ADDRESS = "return_address"
    RETURN_FAX = "return_fax"
    RETURN_EMAIL = "return_email"
    SIGNATURE_PRESENT = "signature_present"
    SIGNED_ON = "signed_on"
    EVIDENCE_TYPE = "evidence_type"
    FORMER_NAME = "former_name"
    NEW_NAME = "new_name"
    ISSUED_ON = "issued_on"
    EXPIRES_ON = "expires_on"
    HOLDER_NAME = "holder_name"
    PROVIDER = "provider"
    COURSE = "course"
    CERTIFICATE_ID = "certificate_id"
    INSTRUCTOR_NAME = "instructor_name"
    TRAINING_CENTER = "training_center"
    FORMAT_ONLINE_ONLY = "format_online_only"


FIELDS_OF: dict[Kind, tuple[FieldName, ...]] = {
    Kind.VERIFICATION_REQUEST: (
        FieldName.APPLICANT_NAME,
        FieldName.FORMER_NAMES,
        FieldName.CERTIFICATION_NUMBER,
        FieldName.LEVEL,
        FieldName.DATE_OF_BIRTH,
        FieldName.SSN_LAST4,
        FieldName.REQUESTING_AGENCY,
        FieldName.RETURN_ADDRESS,
        FieldName.RETURN_FAX,
        FieldName.RETURN_EMAIL,
        FieldName.SIGNATURE_PRESENT,
        FieldName.SIGNED_ON,
    ),
    Kind.NAME_CHANGE_EVIDENCE: (
        FieldName.EVIDENCE_TYPE,
        FieldName.FORMER_NAME,
        FieldName.NEW_NAME,
        FieldName.ISSUED_ON,
        FieldName.EXPIRES_ON,
        FieldName.DATE_OF_BIRTH,
        FieldName.CERTIFICATION_NUMBER,
    ),
    Kind.CPR_CARD: (
        FieldName.HOLDER_NAME,
        FieldName.PROVIDER,
        FieldName.COURSE,
        FieldName.ISSUED_ON,
        FieldName.EXPIRES_ON,
        FieldName.CERTIFICATE_ID,
        FieldName.INSTRUCTOR_NAME,
        FieldName.TRAINING_CENTER,
        FieldName.FORMAT_ONLINE_ONLY,
    ),
    # An `other` paper still names a person often enough to be filed with the right record.
    Kind.OTHER: (
        FieldName.APPLICANT_NAME,
        FieldName.CERTIFICATION_NUMBER,
        FieldName.DATE_OF_BIRTH,
        FieldName.SSN_LAST4,
    ),
}


class Level(StrEnum):
    """Certification levels of 105 CMR 170."""

    EMT = "EMT"
    AEMT = "AEMT"
    PARAMEDIC = "Paramedic"


class EvidenceType(StrEnum):
    """The identity or name-change papers the office sees."""

    DRIVERS_LICENSE = "drivers_license"
    PASSPORT = "passport"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    DIVORCE_DECREE = "divorce_decree"
    COURT_ORDER = "court_order"
    NATURALIZATION_CERTIFICATE = "naturalization_certificate"
    SOCIAL_SECURITY_CARD = "social_security_card"


class Provider(StrEnum):
    """Who issued a CPR card."""

    AHA = "AHA"
    ARC = "ARC"
    HSI = "HSI"
    NSC = "NSC"
    OTHER = "other"


class Course(StrEnum):
    """What a CPR card certifies."""

    BLS = "BLS"
    ACLS = "ACLS"
    PALS = "PALS"
    HEARTSAVER = "Heartsaver"
    CPR_AED = "CPR_AED"
    FIRST_AID = "FirstAid"


class MatchStatus(StrEnum):
    """What matching may say; near-ties are never settled by the machine."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class FindingCode(StrEnum):
    """What a rule may find wrong."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    ONLINE_ONLY = "online_only"
    NO_SKILLS_EVALUATION = "no_skills_evaluation"
    UNRECOGNIZED_PROVIDER = "unrecognized_provider"
    WRONG_LEVEL = "wrong_level"
    ACLS_MISSING = "acls_missing"
    NOT_A_PROVIDER_CARD = "not_a_provider_card"
    NAME_MISMATCH = "name_mismatch"
    NUMBER_MISMATCH = "number_mismatch"
    DOB_MISMATCH = "dob_mismatch"
    NO_RECORD = "no_record"
    MISSING_SIGNATURE = "missing_signature"
    MISSING_RELEASE = "missing_release"
    ONE_SIDE_MISSING = "one_side_missing"
    PAGES_MISSING = "pages_missing"
    ILLEGIBLE = "illegible"
    PETITION_NOT_DECREE = "petition_not_decree"
    MARRIAGE_NOT_SHOWN = "marriage_not_shown"  # a notice, application or licence from before it
    NEW_NAME_NOT_STATED = "new_name_not_stated"
    NO_LINK_TO_FORMER_NAME = "no_link_to_former_name"
    DESTINATION_MISSING = "destination_missing"
    SEAL_REQUIRED = "seal_required"
    OWN_FORM_MISSING = "own_form_missing"  # the office named wants its own form, and none came
    STATUS_NOT_CURRENT = "status_not_current"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    DECIDED_BEFORE = "decided_before"  # the papers go on from a case that was decided
    REUSED_PICTURE = "reused_picture"  # the very same picture came with another person's papers
    SEVERAL_CARDS = "several_cards"  # on one sheet or in one photo
    SEVERAL_PERSONS = "several_persons"  # one request asks for more people than one
    CODE_DIFFERS = "code_differs"  # a bar code, zone or square code says other than the print
    ZONE_CHECK_FAILS = "zone_check_fails"  # a passport's zone does not fit its own check digits
    FALSE_TEXT_LAYER = "false_text_layer"  # a file's hidden text says other than its picture
    PAPERS_DISAGREE = "papers_disagree"  # papers that came together contradict each other
    SENT_SSN_BY_EMAIL = "sent_ssn_by_email"
    AMBIGUOUS_MATCH = "ambiguous_match"
    RECORD_NOT_FOUND = "record_not_found"  # too little was read to say `no_record`
    UNSURE_KIND = "unsure_kind"
    UNREADABLE_PART = "unreadable_part"


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKS = "blocks"  # approval is not offered
    WARNS = "warns"  # a person must look
    NOTES = "notes"


class Route(StrEnum):
    """The queue proposed for a case."""

    ORDINARY_REVIEW = "ordinary_review"
    SENIOR_REVIEW = "senior_review"
    ASK_SENDER = "ask_sender"
    RESCAN = "rescan"
    TRIAGE = "triage"
    RESTRICTED = "restricted"
    OTHER_OFFICE = "other_office"


class Priority(StrEnum):
    """How soon a case wants a person; the order of the members is the order of the queue."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Outcome(StrEnum):
    """What a reviewer may decide."""

    APPROVE = "approve"
    REQUEST_INFORMATION = "request-information"
    REJECT = "reject"
    REROUTE = "reroute"
    USE_PUBLIC_LETTER = "use-public-letter"


class Role(StrEnum):
    """Who somebody is to the software."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMIN = "admin"


class DispatchKind(StrEnum):
    """What goes out."""

    ACKNOWLEDGEMENT = "acknowledgement"
    CERTIFICATION_CARD = "certification_card"
    VERIFICATION_LETTER = "verification_letter"
    FORM_PRINT_JOB = "form_print_job"
    NOTICE = "notice"
