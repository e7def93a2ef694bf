"""What the case page says of the way that papers took."""

import re

from domain.submissions import Forwarded, Headers
from processing.ports import SubmissionFacts
from tests.review.office import Office

FACTS = SubmissionFacts(
    headers=Headers(sender="Desk <desk@example.org>", subject="Fwd: card"),
    signed="invalid",
    forwarded=(Forwarded(1, "Ana Reyes <ana@example.org>", "Mon, 2 Nov 2026", "My card 123-45-6789"),),
    warnings=("form.docm contains macros. They were not run; do not open the file in Office.",),
)


def test_the_innermost_sender_is_not_suggested(office: Office) -> None:
    """P3044: the applicant may be the innermost sender; a hint, with the chain that it comes from."""
    (case,) = office.open_cases({}, facts=FACTS)
    page = re.sub(r"\s+", " ", office.visitor().get(f"/cases/{case}").text)
    assert "the applicant may be <strong>Ana Reyes &lt;ana@example.org&gt;</strong>" in page
    assert "INVALID" in page
    assert "form.docm contains macros" in page
    assert "123-45-6789" not in page
