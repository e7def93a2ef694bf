"""Letters and digits that readers mistake for each other; resolved only where a format asks for a digit."""

#: What stands where a digit must stand. Lower-case l and capital I are read for 1, S for 5 and so on.
_AS_DIGIT = str.maketrans(
    {
        "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "!": "1",
        "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "G": "6", "b": "6", "g": "9", "q": "9", "$": "5",
    }
)  # fmt: skip

#: A character that is a digit or is often read for one; for use inside a regular expression's class.
DIGIT_LIKE = r"0-9OoQDIli|!ZzSsBGbgq$"

_AS_LETTER = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "6": "g", "|": "l", "!": "l"})


def as_digits(text: str) -> str:
    """Read every confusable letter as the digit it resembles."""
    return text.translate(_AS_DIGIT)


def as_letters(text: str) -> str:
    """Read every confusable digit as the lower-case letter it resembles."""
    return text.translate(_AS_LETTER)


def count_digits(text: str) -> int:
    """Count the true digits in a text."""
    return sum(c.isdigit() for c in text)
