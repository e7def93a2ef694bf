"""What is told of an original while it is opened: each part, its pages, how it ended, and what to warn of.

A part that fails says why and what to do, and the rest goes on.
"""

import hashlib
from collections.abc import Callable, Iterator

from domain.errors import DocumentError, LimitExceeded
from domain.states import PartOutcome
from domain.submissions import Forwarded, Part
from intake.parsers.budget import Budget, out_of_memory, too_deep
from intake.parsers.htmltext import links_to_web
from intake.parsers.mime import Body, Leaf
from intake.parsers.refusals import BROKEN_FILE
from intake.parsers.settling import TEXT_KEPT
from intake.parsers.smime import ENCRYPTED_MESSAGE
from intake.parsers.sniff import OUTLOOK
from intake.parsers.textpages import page_of_text
from intake.parsers.witness import PageDraft, Witness

#: How a part ended, and what there is to say of it.
Ending = tuple[PartOutcome, str | None]

#: Links of a chain and warnings told of one original.
_MOST_NOTES = 200
#: Kinds whose own bytes need not be kept: what they hold is.
_KEPT_BY_CONTENT = ("message/rfc822", "application/zip", "application/ms-tnef", OUTLOOK)


class Teller:
    """Tells a witness of one original's parts, within its budget, and knows what was told."""

    def __init__(self, witness: Witness, budget: Budget) -> None:
        self._witness = witness
        self._budget = budget
        self._notes = 0
        self.failures: list[Ending] = []
        self.papers = 0
        """Pages besides message bodies."""

    def begin(
        self,
        raw: bytes,
        path: str,
        name: str | None,
        media_type: str,
        disposition: str,
        text: str | None = None,
    ) -> None:
        """Count a part and tell of it. Raises LimitExceeded, which ends what holds the part."""
        self._budget.check_time()
        self._budget.take_entry()
        keep = b"" if media_type in _KEPT_BY_CONTENT else raw
        self._witness.began(
            Part(
                path=path,
                name=name,
                media_type=media_type,
                disposition=disposition,
                size=len(raw),
                sha256=hashlib.sha256(raw).hexdigest(),
                text=text,
                content=keep,
            )
        )

    def finish(self, path: str, work: Callable[[], None], text: str | None = None) -> Ending:
        """Do the work of one part and tell how it ended; nothing escapes."""
        ending = self._end_of(work)
        if ending[0] is not PartOutcome.PAGES:
            self.failures.append(ending)
        self._witness.ended(path, *ending, decoration=False, text=text)
        return ending

    def _end_of(self, work: Callable[[], None]) -> Ending:
        before = self.papers
        try:
            self._budget.take_bytes(0)
            work()
        except MemoryError:
            return PartOutcome.REFUSED, out_of_memory()
        except RecursionError:
            return PartOutcome.REFUSED, too_deep(self._budget.limits)
        except DocumentError as error:
            # Pages that came before the complaint are good pages: the words go with them.
            good = self.papers > before and not isinstance(error, LimitExceeded)
            return PartOutcome.PAGES if good else error.outcome, str(error)
        except Exception:
            return PartOutcome.UNREADABLE, BROKEN_FILE
        return PartOutcome.PAGES, None

    def set_aside(self, path: str, text: str | None = None) -> Ending:
        """Tell that a part is no paper: it decorates a message, or comes along with it."""
        self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=text)
        return PartOutcome.PAGES, None

    def tell_failure(self, leaf: Leaf, path: str, error: DocumentError) -> None:
        """Tell of a part that is not opened."""
        self.begin(leaf.content, path, leaf.name, leaf.declared, leaf.disposition)
        self.failures.append((error.outcome, str(error)))
        self._witness.ended(path, error.outcome, str(error), decoration=False, text=None)

    def tell_body(self, body: Body, path: str, *, locked: bool) -> None:
        """Tell of a message's own words, a page of which is no paper."""
        text = body.text[:TEXT_KEPT]
        self.begin(body.content, path, None, "text/plain", "body", text=text)
        if text.strip():
            self._witness.paged(path, page_of_text(text))
        if links_to_web(body.html):
            self._witness.linked()
        ending: Ending = PartOutcome.PAGES, None
        if locked:
            ending = PartOutcome.NEEDS_PASSWORD, ENCRYPTED_MESSAGE
            self.failures.append(ending)
        self._witness.ended(path, *ending, decoration=False, text=text)

    def tell_pages(self, path: str, drafts: Iterator[PageDraft]) -> None:
        """Tell of a part's pages as they come."""
        for draft in drafts:
            self._witness.paged(path, draft)
            self.papers += 1

    def tell_text(self, path: str, text: str) -> None:
        """Tell of the page of a text, where it says anything."""
        if text.strip():
            self.tell_pages(path, iter([page_of_text(text)]))

    def try_pages(self, path: str, drafts: Iterator[PageDraft]) -> DocumentError | None:
        """Tell of pages; what goes wrong is kept until attached files were looked at."""
        try:
            self.tell_pages(path, drafts)
        except LimitExceeded:
            raise
        except DocumentError as error:
            return error
        return None

    def link(self, message: Forwarded) -> None:
        """Tell a link of the chain; nobody reads more than some."""
        self._notes += 1
        if self._notes <= _MOST_NOTES:
            self._witness.forwarded(message)

    def warn_of(self, words: str) -> None:
        """Tell what people should be warned of, as often as anybody reads."""
        self._notes += 1
        if self._notes <= _MOST_NOTES:
            self._witness.warned(words)
