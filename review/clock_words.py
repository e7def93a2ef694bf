"""The clock of a case in words, for pages and for the command line."""

from domain.clock import ClockFace, Nearness


def due_words(face: ClockFace) -> str:
    """How near the due date is; empty where there is time yet."""
    if face.stands_still:
        return f"stands still, {_days(face.left)} left"
    if face.nearness is Nearness.OVERDUE:
        return f"overdue by {_days(-face.left)}" if face.left else "overdue"
    if face.nearness is Nearness.NEAR:
        return f"due in {_days(face.left)}" if face.left else "due today"
    return ""


def elapsed_words(face: ClockFace) -> str:
    """Working days since receipt, and those in which the applicant owed something."""
    paused = f", {face.paused} paused" if face.paused or face.stands_still else ""
    return f"{face.elapsed} elapsed{paused}"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
