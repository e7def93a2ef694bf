"""Papers that show a name or its change: identity papers, certificates, judgments; all invented."""

from samples.layout import Layout
from samples.layouts.name_change_evidence.court_papers import COURT_PAPERS
from samples.layouts.name_change_evidence.distant_papers import DISTANT_PAPERS
from samples.layouts.name_change_evidence.far_papers import FAR_PAPERS
from samples.layouts.name_change_evidence.holder_papers import HOLDER_PAPERS
from samples.layouts.name_change_evidence.identity_cards import IDENTITY_CARDS
from samples.layouts.name_change_evidence.lines_and_parts import PARTED_PAPERS
from samples.layouts.name_change_evidence.more_papers import MORE_PAPERS
from samples.layouts.name_change_evidence.office_papers import OFFICE_PAPERS
from samples.layouts.name_change_evidence.real_papers import REAL_PAPERS
from samples.layouts.name_change_evidence.request_papers import REQUEST_PAPERS
from samples.layouts.name_change_evidence.stranger_papers import STRANGER_PAPERS
from samples.layouts.name_change_evidence.wedding_papers import WEDDING_PAPERS

LAYOUTS: tuple[Layout, ...] = (
    IDENTITY_CARDS
    + WEDDING_PAPERS
    + COURT_PAPERS
    + REQUEST_PAPERS
    + MORE_PAPERS
    + STRANGER_PAPERS
    + DISTANT_PAPERS
    + OFFICE_PAPERS
    + HOLDER_PAPERS
    + PARTED_PAPERS
    + FAR_PAPERS
    + REAL_PAPERS
)
