"""Requests to verify a certification, as other states, hospitals, colleges and employers draw them."""

from domain.kinds import Kind
from samples.layout import Layout
from samples.requests import Asked, build_request

_OTHERS = ("hospital", "employer", "college")


def _form(name: str, asked: Asked, *, pages: int = 1, held_out: bool = False, body: bool = False) -> Layout:
    return Layout(
        name, Kind.VERIFICATION_REQUEST, build_request(asked), pages=pages, held_out=held_out, body=body
    )


LAYOUTS: tuple[Layout, ...] = (
    _form("northern_state", Asked(name="last_first", former=True, level="tick", ssn="last4", hand=0.5)),
    _form("grid_state", Asked(name="parts", former=True, level="tick", ssn="full", hand=0.45)),
    _form("comb_state", Asked(name="parts", level="tick", ssn="full", hand=0.5, fax=0.4, comb=True)),
    _form("numbered_state", Asked(former=True, level="code", ssn="masked", email=0.9)),
    _form("two_page_state", Asked(former=True, level="tick", ssn="last4", hand=0.5), pages=2),
    _form("good_standing_letter", Asked(level="word", ssn="", hand=0.15, unsigned=0.05, fax=0.5)),
    _form("credentials_letter", Asked(("hospital",), ssn="last4", staff_signs=True, unsigned=0, hand=0, level="code")),
    _form("college_table", Asked(("college",), "full", True, level="code", ssn="", address=True, email=1, fax=0.3)),
    _form("employer_release", Asked(("employer",), "initials", level="word", ssn="masked", hand=0.5, unsigned=0.15)),
    _form("clearinghouse", Asked(("employer",), "last_first", level="code", ssn="last4", signature=False, hand=0)),
    _form("mail_slip", Asked(("state",), "initials", dob=True, level="word", ssn="", fax=0, email=0.5, hand=0.7)),
    _form("request_mail", Asked(("state", "college"), level="word", signature=False, hand=0, fax=0.5), body=True),
    _form("station_memo", Asked(("employer",), "initials", level="code", dob=True, staff_signs=True, unsigned=0, hand=0)),
    _form("boxed_steps", Asked(name="parts", former=True, level="code", ssn="last4", hand=0.4, comb=True)),
    _form("sworn_consent", Asked(("state", "college"), former=True, level="word", ssn="last4", hand=0.5)),
    _form("lines_above_state", Asked(name="parts", former=True, level="code", ssn="full", hand=0.4)),
    _form("privileges_worksheet", Asked(("hospital", "employer"), "last_first", True, level="code", ssn="masked", hand=0.2)),
    _form("endorsement_item_form", Asked(former=True, level="tick", ssn="last4", hand=0.45)),
    _form("records_card", Asked(("employer",), "initials", level="code", ssn="last4", hand=0.35)),
    _form("bureau_letter_table", Asked(level="code", ssn="", staff_signs=True, unsigned=0, hand=0)),
    _form("typewriter_state", Asked(former=True, level="word", ssn="full", hand=0.3, fax=0.9)),
    _form("fax_back", Asked(("hospital", "employer"), level="word", ssn="last4", fax=1, hand=0.3), held_out=True),
    _form("office_part_first", Asked(name="parts", former=True, level="tick", ssn="last4", hand=0.5)),
    _form("ledger_row", Asked(name="last_first", level="code", ssn="last4", hand=0.5), held_out=True),
    _form("bilingual_board", Asked(name="parts", former=True, level="tick", ssn="last4", hand=0.45)),
    _form("portal_printout", Asked(_OTHERS[:2], level="word", ssn="masked", signature=False, hand=0)),
    _form("side_strip_state", Asked(name="initials", former=True, level="tick", ssn="last4", hand=0.5), pages=2, held_out=True),
    _form("side_by_side_state", Asked(name="parts", former=True, level="code", ssn="full", hand=0.35)),
    _form("placement_matrix", Asked(("college",), level="tick", empty=0, email=1, fax=0.4, hand=0.45)),
    _form("staffing_mail", Asked(("employer",), level="code", ssn="last4", signature=False, hand=0), body=True),
    _form("board_inquiry_letter", Asked(level="code", ssn="last4", staff_signs=True, unsigned=0, hand=0, email=0.9), held_out=True),
    _form("captions_under_state", Asked(name="parts", former=True, level="tick", ssn="last4", hand=0.6), held_out=True),
    _form("question_sheet", Asked(("state", "college"), former=True, level="word", ssn="last4", hand=0.6)),
    _form("guard_memorandum", Asked(("employer",), "last_first", level="code", ssn="masked", staff_signs=True, unsigned=0, hand=0, email=0.9), held_out=True),
    _form("item_response_state", Asked(name="parts", former=True, level="code", ssn="last4", hand=0.6)),
    _form("hiring_slip", Asked(("employer", "hospital"), "initials", level="code", ssn="last4", hand=0.5, fax=0.6), held_out=True),
    _form("two_boxes_state", Asked(name="parts", former=True, level="tick", ssn="last4", hand=0.5), held_out=True),
    _form("medical_staff_letter", Asked(("hospital",), level="code", ssn="masked", staff_signs=True, unsigned=0, hand=0, empty=0.02)),
    _form("volunteer_corps_form", Asked(("employer",), former=True, level="word", ssn="last4", hand=0.5), held_out=True),
    _form("board_ribbon_form", Asked(("board",), "parts", former=True, level="tick", ssn="full", comb=True, hand=0.4)),
    _form("county_grid_application", Asked(("county",), "parts", former=True, level="tick", ssn="full", hand=0.4)),
    _form("province_registrar_form", Asked(("province",), "parts", former=True, level="code", comb=True, order="%Y%m%d", hand=0.4)),
    _form("jurisdictions_list", Asked(("board", "county"), former=True, level="code", ssn="last4", hand=0.4)),
    _form("mover_letter", Asked(("board", "state", "county"), former=True, level="word", ssn="last4", hand=0.4)),
    _form("hr_fax_reply", Asked(("employer", "hospital"), "initials", level="code", ssn="last4", hand=0.4)),
    _form("registry_standing_check", Asked(("registry",), former=True, level="code", ssn="last4", hand=0.4)),
    _form("onboarding_mail", Asked(("employer", "hospital", "military"), "initials", former=True, level="code", ssn="last4", signature=False, hand=0), body=True),
    _form("vendor_dot_sheet", Asked(("hospital", "employer", "registry"), "last_first", former=True, level="code", ssn="masked", signature=False, hand=0), held_out=True),
    _form("army_block_form", Asked(("military",), "last_first", former=True, level="code", ssn="last4", dates="%Y%m%d", hand=0.4), held_out=True),
    _form("dashed_slip_letter", Asked(("board", "hospital"), former=True, level="word", ssn="last4", hand=0.4), held_out=True),
    _form("cross_board_checklist", Asked(("board",), "parts", former=True, level="tick", ssn="full", hand=0.4), held_out=True),
    _form("block_letters_form", Asked(("board", "county"), "parts", former=True, level="tick", ssn="full", comb=True, hand=0.5), held_out=True),
    _form("carbon_two_column", Asked(("county", "state"), former=True, level="code", ssn="last4", dates="%d %b %Y", hand=0.4), held_out=True),
    _form("chief_letter_bullets", Asked(("employer", "county"), "initials", former=True, level="code", ssn="last4", staff_signs=True, unsigned=0, hand=0), held_out=True),
    _form("packet_page_four", Asked(("board", "state"), "parts", former=True, level="tick", ssn="masked", hand=0.4), held_out=True),
    _form("notary_consent_page", Asked(("board", "state"), former=True, level="word", ssn="masked", hand=0.4), held_out=True),
    _form("shaded_fields_form", Asked(("board", "county"), "last_first", former=True, level="code", ssn="last4", hand=0.4), held_out=True),
    _form("payer_roster_inquiry", Asked(("hospital", "employer"), "last_first", level="code", ssn="masked", signature=False, hand=0.2), held_out=True),
    _form("compact_inquiry_slip", Asked(("state", "county"), "parts", former=True, level="code", ssn="last4", hand=0.4), held_out=True),
    _form("rescuer_postcard", Asked(("province", "board"), "initials", former=True, level="word", hand=0.4), held_out=True),
    _form("academy_entry_mail", Asked(("college", "military"), "initials", former=True, level="code", ssn="last4", signature=False, hand=0), held_out=True, body=True),
    _form("reply_postcard", Asked(("employer", "board"), former=True, level="word", ssn="last4", hand=0.4), held_out=True),
    _form("three_hands_form", Asked(("board", "state", "county"), "parts", former=True, level="code", ssn="last4", hand=0.4), held_out=True),
    _form("lettered_items_form", Asked(("board", "state"), "last_first", former=True, level="code", ssn="last4", hand=0.4), held_out=True),
    _form("captions_at_right", Asked(("county", "employer"), former=True, level="word", ssn="masked", hand=0.4), held_out=True),
    _form("margin_block_letter", Asked(("hospital", "employer"), level="code", ssn="last4", staff_signs=True, unsigned=0, hand=0), held_out=True),
)  # fmt: skip
