"""Who another paper is about, where it says so plainly: enough to file it with the right record."""

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.people.names import find_name
from intake.extractors.people.numbers import find_birth_date, find_number, find_ssn
from intake.extractors.sheets.paper import Paper


def extract_other(paper: Paper, headers: Headers | None) -> list[Evidence]:
    """Name, certification number, birth date and last four, as far as the paper gives them."""
    found = (
        find_name(paper, FieldName.APPLICANT_NAME, headers),
        find_number(paper),
        find_birth_date(paper),
        find_ssn(paper),
    )
    return [e for e in found if e is not None]
