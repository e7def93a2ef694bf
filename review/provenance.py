"""Where a submission comes from besides its sender: the chain of forwards, signatures, and warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.submissions import Forwarded, innermost
from outbound.policy import address_in
from processing.ports import SubmissionFacts
from review.masking import mask_text

#: What a signature's standing means, in words.
_SIGNED_WORDS = {
    "valid": "Signed by mail program: valid, by an authority that the office trusts.",
    "unknown": "Signed by mail program: unknown whose signature it is; nobody vouches for it here.",
    "invalid": "Signed by mail program: INVALID. The words are not those that were signed.",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a reviewer should know of the way that papers took."""

    signed: str
    """In words; empty where nothing is signed."""
    chain: tuple[Forwarded, ...]
    """Messages inside, outermost first."""
    suggested: str
    """The innermost sender, where there is one and it is not the office: perhaps the applicant.
    A suggestion for the eye; nothing is matched or sent by it."""
    warnings: tuple[str, ...]


def tell_provenance(facts: SubmissionFacts, own_addresses: Iterable[str]) -> Provenance:
    """The provenance of one submission."""
    ours = {address.casefold() for address in own_addresses}
    senders = {
        address: message.sender
        for message in innermost(facts.forwarded)
        if (address := address_in(message.sender)) and address not in ours
    }
    alone = next(iter(senders.values())) if len(senders) == 1 and facts.automatic is None else ""
    chain = tuple(Forwarded(m.depth, m.sender, m.date, mask_text(m.subject)) for m in facts.forwarded)
    return Provenance(_SIGNED_WORDS.get(facts.signed or "", ""), chain, alone, facts.warnings)
