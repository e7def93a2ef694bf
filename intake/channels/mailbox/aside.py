"""What is in custody is moved out of the way, or marked; never copied, never deleted, never another's."""

from collections.abc import Sequence

import structlog

from intake.channels.mailbox.session import TAKEN_KEYWORD, MailSession, ServerRefuses

log = structlog.get_logger()


def put_aside(session: MailSession, uids: Sequence[int], folder: str) -> int:
    """Move (RFC 6851), else mark with a keyword; how many stay where they are.

    They are in custody in any case: one that the server will not move is known by its key, and is moved
    another day. Raises `TransientError` where the line breaks.
    """
    try:
        if session.can_move:
            _move(session, uids, folder)
        else:
            _mark(session, uids)
    except ServerRefuses as error:
        if len(uids) > 1:
            return sum(put_aside(session, [uid], folder) for uid in uids)
        log.warning("message_not_moved", uid=uids[0], problem=str(error))
        return 1
    return 0


def _move(session: MailSession, uids: Sequence[int], folder: str) -> None:
    try:
        session.move(uids, folder)
    except ServerRefuses:
        if session.has_folder(folder):
            raise
        session.make_folder(folder)
        session.move(uids, folder)


def _mark(session: MailSession, uids: Sequence[int]) -> None:
    numbers = ",".join(map(str, uids))
    if unmarked := session.uids(numbers, without=TAKEN_KEYWORD):
        session.mark_taken(unmarked)
