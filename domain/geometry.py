"""Boxes on a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of the upright, square-pixel page image; origin top left, x1 and y1 exclusive."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        """Centre as (x, y)."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def joined(self, other: "Box") -> "Box":
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def overlap(self, other: "Box") -> int:
        """Shared area in square pixels."""
        # Most boxes of a page lie apart, and one paper asks a hundred thousand times.
        if self.x1 <= other.x0 or other.x1 <= self.x0 or self.y1 <= other.y0 or other.y1 <= self.y0:
            return 0
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0, width) * max(0, height)

    def holds(self, other: "Box") -> bool:
        """Whether the middle of the other lies inside."""
        x, y = other.middle
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def as_list(self) -> list[int]:
        """`[x0, y0, x1, y1]`, as the contracts print it."""
        return [self.x0, self.y0, self.x1, self.y1]


def join_boxes(boxes: list[Box]) -> Box:
    """The smallest box that holds all of `boxes` (at least one)."""
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole
