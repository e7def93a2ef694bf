"""Papers that show a name or its change: identity papers, certificates, judgments; every design is invented."""

from samples.layout import Layout
from samples.layouts.name_change_evidence.identity_cards import IDENTITY_CARDS
from samples.layouts.name_change_evidence.wedding_papers import WEDDING_PAPERS

LAYOUTS: tuple[Layout, ...] = IDENTITY_CARDS + WEDDING_PAPERS
