"""Cards and certificates of CPR courses; designs are invented, only the names of the bodies are real."""

from samples.layout import Layout
from samples.layouts.cpr_card.body_cards import BODY_CARDS
from samples.layouts.cpr_card.company_cards import COMPANY_CARDS
from samples.layouts.cpr_card.heart_cards import HEART_CARDS
from samples.layouts.cpr_card.hospital_papers import HOSPITAL_PAPERS
from samples.layouts.cpr_card.local_papers import LOCAL_PAPERS
from samples.layouts.cpr_card.stranger_cards import STRANGER_CARDS
from samples.layouts.cpr_card.varied_cards import VARIED_CARDS

LAYOUTS: tuple[Layout, ...] = (
    HEART_CARDS + BODY_CARDS + COMPANY_CARDS + HOSPITAL_PAPERS + LOCAL_PAPERS + STRANGER_CARDS + VARIED_CARDS
)
