"""What readers and writers do to a value: letters misread, digits exchanged, short forms."""

import random

SHORT = {
    "William": "Bill",
    "Robert": "Bob",
    "Richard": "Rick",
    "Michael": "Mike",
    "Elizabeth": "Liz",
    "Thomas": "Tom",
    "Christopher": "Chris",
    "Katherine": "Kate",
    "Jennifer": "Jen",
    "Timothy": "Tim",
    "Matthew": "Matt",
    "Pamela": "Pam",
    "Rebecca": "Becky",
    "Joseph": "Joe",
    "Anthony": "Tony",
    "James": "Jim",
    "Patricia": "Pat",
    "Nicholas": "Nick",
    "Stephen": "Steve",
    "Samantha": "Sam",
    "Daniel": "Dan",
    "Margaret": "Peggy",
}
LOOKALIKE = {"0": "O", "1": "I", "5": "S", "8": "B"}
#: What handwriting and faxes do to letters; written for this benchmark, of no table of the matcher.
SMUDGES = (("m", "rn"), ("w", "vv"), ("d", "cl"), ("h", "b"), ("e", "c"), ("a", "o"), ("l", "i"), ("n", "u"))


def misread(text: str, rng: random.Random) -> str:
    """One letter of a long word other than it is."""
    words = text.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    spot = rng.randrange(1, len(word))
    words[place] = word[:spot] + rng.choice("aceinorstu".replace(word[spot].lower(), "")) + word[spot + 1 :]
    return " ".join(words)


def smudge(text: str, rng: random.Random) -> str:
    """One letter of a name as a poor reader gives it: `Simmons` as `Simrnons`, `Walsh` as `Walsb`."""
    ways = [(a, b) for a, b in SMUDGES if a in text[1:]]
    if not ways:
        return text
    old, new = rng.choice(ways)
    return text[0] + text[1:].replace(old, new, 1)


def blur(text: str, letters: str, rng: random.Random) -> str:
    """Each letter or digit wrong with one chance in twelve, as on a very poor fax."""
    return "".join(rng.choice(letters) if c.isalnum() and rng.random() < 1 / 12 else c for c in text)


def off_by_one(number: str, rng: random.Random) -> str:
    """One digit of a number other than it is."""
    spot = rng.randrange(2, len(number))
    return number[:spot] + rng.choice("0123456789".replace(number[spot], "")) + number[spot + 1 :]


def other_digit(iso: str, rng: random.Random) -> str:
    """The date with its last digit another one, still a day of that month."""
    return iso[:-1] + rng.choice([d for d in "12345678" if d != iso[-1]])


def join_last_words(name: str) -> str:
    """The name without the blank before its surname, where it has a middle name."""
    words = name.split()
    return " ".join((*words[:-2], "".join(words[-2:]).capitalize())) if len(words) > 2 else name


def alike(number: str, rng: random.Random) -> str:
    """The number with letters for some of its digits that look like them."""
    return number[0] + "".join(LOOKALIKE.get(c, c) if rng.random() < 0.5 else c for c in number[1:])


def shorten(first_name: str) -> str:
    """The short form that people use."""
    return SHORT.get(first_name, first_name)


def swap_month(iso: str) -> str:
    """The date with day and month exchanged, where that is another date."""
    swapped = f"{iso[:4]}-{iso[8:]}-{iso[5:7]}" if iso else "--"
    return swapped if swapped != iso else "1999-09-09"


def without_accents(name: str) -> str:
    """In capitals, as old systems print it."""
    return name.translate(str.maketrans("éèëóúñáíç", "eeeounaic")).upper()
