"""Small spaces with sets in them: each as it is enumerated, and as a diagram."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.regions.diagram import FALSE, TRUE, Diagrams
from tests.judges.brute import Point, points
from tests.strategies import Box, small_sizes, unions_of_boxes


def of_boxes(diagrams: Diagrams, boxes: Sequence[Box]) -> int:
    """The union of boxes, built by the operations under test."""
    node = FALSE
    for box in boxes:
        inside = TRUE
        for level in reversed(range(len(box))):
            inside = diagrams.both(diagrams.test(level, box[level]), inside)
        node = diagrams.either(node, inside)
    return node


def of_points(diagrams: Diagrams, found: set[Point]) -> int:
    """The same set, built bottom up from nothing but ``node``: no operation takes part."""

    def below(prefix: Point) -> int:
        level = len(prefix)
        if level == diagrams.bottom:
            return TRUE if prefix in found else FALSE
        edges: dict[int, int] = {}
        for value in range(diagrams.sizes[level]):
            child = below((*prefix, value))
            edges[child] = edges.get(child, 0) | 1 << value
        return diagrams.node(level, edges)

    return below(())


def within(boxes: Sequence[Box], point: Point) -> bool:
    return any(all(mask >> value & 1 for mask, value in zip(box, point, strict=True)) for box in boxes)


@st.composite
def sets(draw: DrawFn, number: int = 1) -> tuple[Diagrams, list[set[Point]], list[int]]:
    """Diagrams over a small space with some sets in it: each as enumerated, and as a diagram."""
    sizes = draw(small_sizes())
    diagrams = Diagrams(sizes)
    drawn, nodes = [], []
    for _ in range(number):
        boxes = draw(unions_of_boxes(sizes))
        node = of_boxes(diagrams, boxes)
        found = {point for point in points(sizes) if within(boxes, point)}
        if draw(st.booleans()):
            node, found = diagrams.negation(node), set(points(sizes)) - found
        drawn.append(found)
        nodes.append(node)
    return diagrams, drawn, nodes


Sets = tuple[Diagrams, list[set[Point]], list[int]]
