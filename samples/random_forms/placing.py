"""Ways to place a question and its answer on a page: beside, over, under, in rows and columns of a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from samples.random_forms.canvas import Canvas, measure


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what is answered; an answer of "" is left blank."""

    label: str
    answer: str
    comb: bool = False
    """One character a box."""


@dataclass(slots=True)
class Style:
    """The looks that one paper has all over."""

    rng: Random
    height: float
    """Of the print, in pixels."""
    small: float
    """Of captions."""
    left: float
    right: float
    colon: str
    case: Callable[[str], str]
    answer_case: Callable[[str], str]
    hand: bool

    @property
    def line(self) -> float:
        return self.height * 1.5


def draw_style(rng: Random, width: int) -> Style:
    """The looks of one paper."""
    height = rng.uniform(20, 34)
    margin = rng.uniform(0.04, 0.14) * width
    cases = (str, str, str, str.upper, str.lower, str.title)
    return Style(
        rng, height, height * rng.choice((0.6, 0.7, 0.8, 1.0)), margin, width - margin,
        rng.choice((":", ":", "", ".", " -")), rng.choice(cases),
        rng.choice((str, str, str, str.upper)), rng.random() < 0.3,
    )  # fmt: skip


def place(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Place some questions in one way, from `y` down; returns where the next may begin."""
    ways = (
        _beside,
        _beside,
        _columns_beside,
        _over,
        _over,
        _under,
        _row_table,
        _column_table,
        _run_in,
        _led,
        _behind,
        _stacks,
    )
    return style.rng.choice(ways)(canvas, style, y, questions)


def _say(style: Style, question: Question) -> str:
    return style.case(question.label) + style.colon


def _answer(canvas: Canvas, style: Style, x: float, y: float, question: Question) -> float:
    height = style.height * (1.2 if style.hand else 1.0)
    if not question.answer:
        return canvas.put(x, y, style.rng.choice(("", "", "____________")), height)
    if question.comb:
        return canvas.put_comb(x, y, question.answer, style.height)
    return canvas.put(x, y, style.answer_case(question.answer), height, hand=style.hand)


def _beside(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """A question a row, the answer at a tab or right after it."""
    tab = style.left + style.rng.uniform(0.2, 0.45) * (style.right - style.left)
    tabbed = style.rng.random() < 0.5
    for question in questions:
        end = canvas.put(style.left, y, _say(style, question), style.height)
        _answer(
            canvas, style, max(tab, end + style.height) if tabbed else end + 0.5 * style.height, y, question
        )
        y += style.line * style.rng.choice((1.0, 1.0, 1.4))
    return y


def _columns_beside(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Two questions a row, each with its answer after it."""
    half = (style.left + style.right) / 2
    for at in range(0, len(questions), 2):
        furthest = style.left
        for column, question in enumerate(questions[at : at + 2]):
            x = max(style.left if column == 0 else half, furthest)
            end = canvas.put(x, y, _say(style, question), style.height)
            furthest = _answer(canvas, style, end + 0.5 * style.height, y, question) + 1.5 * style.height
        y += style.line * 1.2
    return y


def _cells(style: Style, questions: Sequence[Question]) -> list[tuple[float, Question, int]]:
    """Places in a grid of cells: (left edge, question, row)."""
    places: list[tuple[float, Question, int]] = []
    x, row = style.left, 0
    for question in questions:
        wide = (
            max(measure(question.label, style.small), measure(question.answer, style.height * 1.3))
            + style.height
        )
        wide = max(wide, style.rng.uniform(0.15, 0.5) * (style.right - style.left))
        if x > style.left and x + wide > style.right:
            x, row = style.left, row + 1
        places.append((x, question, row))
        x += wide
    return places


def _over(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Captions over the answers, in cells."""
    step = style.small * 1.2 + style.line
    gap = style.rng.uniform(0.1, 0.9) * style.height
    places = _cells(style, questions)
    for x, question, row in places:
        canvas.put(x, y + row * (step + gap), style.case(question.label), style.small)
        _answer(
            canvas,
            style,
            x + style.rng.uniform(0, 0.6) * style.height,
            y + row * (step + gap) + style.small * 1.2,
            question,
        )
    return y + (places[-1][2] + 1) * (step + gap)


def _under(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Captions under a line that bears the answer."""
    step = style.small * 1.3 + style.line
    gap = style.rng.uniform(0.6, 1.5) * style.height
    places = _cells(style, questions)
    for x, question, row in places:
        top = y + row * (step + gap)
        _answer(canvas, style, x + style.rng.uniform(0, 0.5) * style.height, top, question)
        canvas.put(x, top + style.height * 1.15, style.case(question.label), style.small)
    return y + (places[-1][2] + 1) * (step + gap)


def _row_table(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """A head of labels and one row of answers, a few questions at a time."""
    size = style.rng.choice((2, 3, 3, 4))
    for at in range(0, len(questions), size):
        group = questions[at : at + size]
        wide = (style.right - style.left) / len(group)
        if any(measure(q.answer, style.height * 1.25) > wide for q in group):
            y = _beside(canvas, style, y, group)
            continue
        for column, question in enumerate(group):
            canvas.put(
                style.left + column * wide,
                y,
                style.case(question.label),
                min(style.height, style.small * 1.1),
            )
            _answer(canvas, style, style.left + column * wide, y + style.line, question)
        y += 2.4 * style.line
    return y


def _column_table(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Numbered rows of a table: item, question, answer."""
    tab = style.left + style.rng.uniform(0.35, 0.55) * (style.right - style.left)
    first = style.rng.randrange(1, 12)
    mark = style.rng.choice(("{}.", "{}", "({})", "{})", "Item {}"))
    for at, question in enumerate(questions):
        end = canvas.put(
            style.left, y, f"{mark.format(first + at)} {style.case(question.label)}", style.height
        )
        _answer(canvas, style, max(tab, end + style.height), y, question)
        y += style.line * 1.15
    return y


def _run_in(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """One question after the other in a line, as on slips."""
    x = style.left
    for question in questions:
        need = measure(f"{_say(style, question)} {question.answer}", style.height * 1.25)
        if x > style.left and x + need > style.right:
            x, y = style.left, y + style.line
        end = canvas.put(x, y, _say(style, question), style.height)
        x = (
            _answer(canvas, style, end + 0.4 * style.height, y, question)
            + style.rng.uniform(0.8, 3) * style.height
        )
    return y + style.line


def _led(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Dots or a rule lead from the question to its answer at the right."""
    tab = style.left + style.rng.uniform(0.45, 0.7) * (style.right - style.left)
    mark = style.rng.choice((".", "_", "-", ". "))
    for question in questions:
        end = canvas.put(style.left, y, _say(style, question), style.height)
        dots = int((tab - end - style.height) / max(1.0, measure(mark, style.height)))
        if dots > 2:
            canvas.put(end + 0.5 * style.height, y, (mark * dots).strip(), style.height)
        _answer(canvas, style, max(tab, end + style.height), y, question)
        y += style.line * 1.1
    return y


def _behind(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """The answer first, what it is behind it in small print or parentheses."""
    wrap = style.rng.choice(("{}", "({})", ", {}", "- {}"))
    for question in questions:
        end = _answer(canvas, style, style.left, y, question)
        canvas.put(end + 0.6 * style.height, y, wrap.format(style.case(question.label)), style.small)
        y += style.line * style.rng.choice((1.0, 1.3))
    return y


def _stacks(canvas: Canvas, style: Style, y: float, questions: Sequence[Question]) -> float:
    """Two or three columns side by side, in each the questions below one another with captions over the answers."""
    columns = style.rng.choice((2, 2, 3))
    wide = (style.right - style.left) / columns
    each = -(-len(questions) // columns)
    step = style.small * 1.2 + style.line * style.rng.uniform(1.0, 1.4)
    for at, question in enumerate(questions):
        x, top = style.left + (at // each) * wide, y + (at % each) * step
        canvas.put(x, top, style.case(question.label), style.small)
        _answer(canvas, style, x, top + style.small * 1.2, question)
    return y + each * step


def place_side_by_side(
    canvas: Canvas, style: Style, y: float, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
) -> float:
    """A table with a column for each of those who answer: what is asked at the left or between the columns."""
    wide = style.right - style.left
    middle = style.rng.random() < 0.25
    places = (0.0, 0.68) if middle else (style.rng.uniform(0.24, 0.36), style.rng.uniform(0.64, 0.7))
    asked = 0.36 if middle else 0.0
    for head, place_ in zip(heads, places, strict=False):
        canvas.put(style.left + place_ * wide, y, style.case(head), style.height)
    y += style.line * 1.1
    for label, answers in rows:
        canvas.put(style.left + asked * wide, y, style.case(label), min(style.height, style.small * 1.1))
        for answer, place_ in zip(answers, places, strict=False):
            canvas.put(
                style.left + place_ * wide, y, style.answer_case(answer), 0.85 * style.height, hand=style.hand
            )
        y += style.line * style.rng.choice((1.0, 1.2))
    return y


def paragraph(canvas: Canvas, style: Style, y: float, text: str, *, middle: bool = False) -> float:
    """Running text, broken into lines; in the middle of the page where asked."""
    line: list[str] = []
    for word in [*text.split(), ""]:
        whole = measure(" ".join([*line, word]), style.height)
        if word and whole < style.right - style.left:
            line.append(word)
            continue
        said = " ".join(line)
        start = (style.left + style.right - measure(said, style.height)) / 2 if middle else style.left
        canvas.put(start, y, said, style.height)
        y += style.line
        line = [word]
    return y
