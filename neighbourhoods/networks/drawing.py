"""The network of a neighbourhood as our own SVG: groups and agencies in, circles, squares, lines and names out.

The same network is always drawn the same: it starts from a circle in the order given and is moved, round by round, to
where distances on paper are closest to the number of links between two (stress majorisation, Gansner, Koren and North
2004), without chance. Nobody's name is lost for want of room: each stands with its number in the table below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, hypot

import networkx as nx
import numpy as np

ROUNDS, PUSHES = 150, 60
APART = 1.5  # how much further than half the longest way unlinked parts stand from each other, in links
RADIUS, EDGE = 9, 25  # of a circle, and how far its middle stays from the paper's edge; in px
LEAST, CLEAR = 25, 15  # px between the middles of two circles, and from one to the line of others
LETTER, LINE = 6.3, 14  # px that a letter of a name takes, and its line
STEP = 5  # px between the points at which a line is looked at
STRIP = 30  # px that a row of groups without a link takes
LONGEST = {"wide": 26, "narrow": 16}


@dataclass(frozen=True)
class Node:
    """A group or an agency to draw: `key` joins it to its links, `number` to the table, `name` is written beside."""

    key: str
    number: str
    name: str
    is_agency: bool = False


@dataclass(frozen=True)
class Dot:
    """A node as drawn: where its middle stands, and its name with where that begins or ends; "" without room."""

    node: Node
    x: float
    y: float
    name: str = ""
    name_x: float = 0
    name_y: float = 0
    anchor: str = "start"
    is_lone: bool = False

    radius = RADIUS

    @property
    def left(self):
        return round(self.x - RADIUS, 1)

    @property
    def top(self):
        return round(self.y - RADIUS, 1)

    @property
    def side(self):
        return 2 * RADIUS

    @property
    def number_y(self):
        return round(self.y + 3.5, 1)


@dataclass(frozen=True)
class Line:
    """A link as drawn; `is_new` where it began in the last twelve months."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_new: bool


@dataclass(frozen=True)
class Drawing:
    """A whole picture, ready for `templates/neighbourhoods/_network.html`."""

    size: str
    width: int
    height: int
    lines: Sequence[Line]
    dots: Sequence[Dot]

    @property
    def box(self):
        return f"0 0 {self.width} {self.height}"


def drawings_of(nodes, links):
    """The Drawing for a desk and that for a phone, of nodes and of (key, other key, whether it is new) links.

    Links of nodes that are not there are left out. Nodes without a link stand in rows at the foot.
    """
    graph = nx.Graph()
    graph.add_nodes_from(node.key for node in nodes)
    for one, other, is_new in links:
        if one != other and one in graph and other in graph:
            graph.add_edge(one, other, is_new=is_new or graph.get_edge_data(one, other, {}).get("is_new", False))
    linked = [node for node in nodes if graph.degree(node.key)]
    lone = [node for node in nodes if not graph.degree(node.key)]
    places = placed(graph.subgraph([node.key for node in linked]), [node.key for node in linked])
    return [_drawing(size, width, graph, linked, lone, places) for size, width in (("wide", 760), ("narrow", 340))]


def placed(graph, order):
    """Where each node stands, an array (nodes x 2) in the order given, about one unit of length to a link."""
    if len(order) < 2:
        return np.zeros((len(order), 2))
    wanted = _wanted_distances(graph, order)
    weights = 1 / np.maximum(wanted, 1e-9) ** 2
    np.fill_diagonal(weights, 0)
    angles = np.arange(len(order)) * 2 * np.pi / len(order)
    at = np.column_stack((np.cos(angles), np.sin(angles))) * wanted.max() / 2
    for _ in range(ROUNDS):
        at = _moved(at, wanted, weights)
    return _lengthwise(at)


def _wanted_distances(graph, order):
    """The number of links on the shortest way between each two; for those without a way, room between them."""
    row = {key: number for number, key in enumerate(order)}
    found = np.full((len(order), len(order)), np.nan)
    for key, ways in nx.all_pairs_shortest_path_length(graph):
        for other, length in ways.items():
            found[row[key], row[other]] = length
    return np.where(np.isnan(found), np.nanmax(found) / 2 + APART, found)


def _moved(at, wanted, weights):
    """One round: every node goes to the average of where each other one would have it."""
    apart = at[:, None, :] - at[None, :, :]
    distances = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-9)
    pulls = at[None, :, :] + apart * (wanted / distances)[..., None]
    return (weights[..., None] * pulls).sum(axis=1) / weights.sum(axis=1)[:, None]


def _lengthwise(at):
    """The nodes turned so that their longest stretch lies across."""
    at = at - at.mean(axis=0)
    _, vectors = np.linalg.eigh(at.T @ at)
    across, up = vectors[:, 1], vectors[:, 0]
    turn = np.column_stack((across * np.sign(across[np.abs(across).argmax()]), up * np.sign(up[np.abs(up).argmax()])))
    return at @ turn


def _drawing(size, width, graph, linked, lone, places):
    height = _height(size, len(linked))
    row = {node.key: number for number, node in enumerate(linked)}
    ends = np.array([(row[one], row[other]) for one, other in graph.edges], dtype=int).reshape(-1, 2)
    corners = _on_paper(places if size == "wide" else places[:, ::-1], ends, width, height)
    where = {node.key: (float(x), float(y)) for node, (x, y) in zip(linked, corners, strict=True)}
    lines = [
        Line(*where[one], *where[other], is_new) for one, other, is_new in graph.edges(data="is_new") if one in where
    ]
    names = _names(size, width, height, linked, where, graph, _points_on(lines))
    dots = [Dot(node, *where[node.key], *names.get(node.key, ())) for node in linked]
    feet, strip = _feet(lone, width, height)
    return Drawing(size, width, height + strip, lines, [*dots, *feet])


def _height(size, count):
    """How high the paper is, in px, for so many linked nodes."""
    if not count:
        return 0
    return min(200 + 9 * count, 620) if size == "wide" else min(200 + 11 * count, 760)


def _on_paper(places, ends, width, height):
    """Places in px, filling the paper: no two nodes over each other, and as far as there is room none on a line.

    `ends` are the rows of both ends of each line.
    """
    if not len(places):
        return places
    low, span = places.min(axis=0), np.ptp(places, axis=0)
    room = np.array([width, height]) - 2 * EDGE
    share = np.where(span > 1e-6, (places - low) / np.maximum(span, 1e-6), 0.5)
    at = share * room + EDGE
    at = _settled(at, lambda at: _apart(_off_lines(at, ends), width, height))
    return np.round(_settled(at, lambda at: _apart(at, width, height)), 1)


def _settled(at, push):
    """Where the nodes come to rest, pushed again and again."""
    for _ in range(PUSHES):
        pushed = push(at)
        if np.allclose(pushed, at, atol=0.05):
            break
        at = pushed
    return at


def _off_lines(at, ends):
    """The nodes moved off the lines of others that run under them."""
    if not len(ends):
        return at
    start, along = at[ends[:, 0]], at[ends[:, 1]] - at[ends[:, 0]]
    length = np.maximum((along**2).sum(axis=1), 1e-6)
    share = (((at[:, None, :] - start) * along).sum(axis=2) / length).clip(0, 1)
    off = at[:, None, :] - (start + share[..., None] * along)
    distance = np.hypot(off[..., 0], off[..., 1])
    own = (np.arange(len(at))[:, None, None] == ends).any(axis=2)
    aside = np.column_stack((-along[:, 1], along[:, 0])) / np.sqrt(length)[:, None]
    towards = np.where(distance[..., None] > 1e-6, off / np.maximum(distance, 1e-6)[..., None], aside)
    lacking = np.where(own | (distance >= CLEAR), 0, CLEAR - distance)
    return at + (towards * lacking[..., None]).sum(axis=1) / 2


def _apart(at, width, height):
    """The nodes pushed apart where two are closer than a gap, and kept on the paper."""
    apart = at[:, None, :] - at[None, :, :]
    # Two on one spot part sideways, the earlier to the left.
    rows = np.arange(len(at))
    apart[..., 0] += (np.hypot(apart[..., 0], apart[..., 1]) < 1e-6) * np.sign(rows[:, None] - rows) * 1e-3
    distances = np.hypot(apart[..., 0], apart[..., 1])
    lacking = np.where((distances < LEAST) & (distances > 0), LEAST - distances, 0)
    pushed = at + (apart * (lacking / 2 / np.maximum(distances, 1e-9))[..., None]).sum(axis=1)
    return np.clip(pushed, EDGE, [width - EDGE, height - EDGE])


def _points_on(lines):
    """Points along the lines, some px apart: where a name would better not stand."""
    return [
        (line.x1 + share * (line.x2 - line.x1), line.y1 + share * (line.y2 - line.y1))
        for line in lines
        for share in np.linspace(0, 1, 2 + int(hypot(line.x2 - line.x1, line.y2 - line.y1) // STEP))
    ]


def _names(size, width, height, linked, where, graph, crossed):
    """Key -> (name, x, y, anchor) of each name for which there is room, best where it stands on no line.

    Those with most links choose first. `crossed` are points on lines.
    """
    on_line = np.array(crossed).reshape(-1, 2)
    boxes = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in where.values()]
    found = {}
    for node in sorted(linked, key=lambda node: -graph.degree(node.key)):
        name = _short(node.name, LONGEST[size])
        fitting = [
            (x, y, anchor, box)
            for x, y, anchor, box in _beside(*where[node.key], len(name) * LETTER)
            if box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height and not _hits(box, boxes)
        ]
        if fitting:
            x, y, anchor, box = min(fitting, key=lambda place: _covered(place[3], on_line))
            found[node.key] = (name, round(x, 1), round(y, 1), anchor)
            boxes.append(box)
    return found


def _covered(box, points):
    """How many of the points a box covers."""
    left, top, right, bottom = box
    inside = (points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > top) & (points[:, 1] < bottom)
    return int(inside.sum())


def _beside(x, y, length):
    """(x, y, anchor, box) of a name to the right of a node, to the left, below and above, there in three ways."""
    off, half = RADIUS + 4, LINE / 2
    yield x + off, y + 4, "start", (x + off, y - half, x + off + length, y + half)
    yield x - off, y + 4, "end", (x - off - length, y - half, x - off, y + half)
    for middle in (y + RADIUS + half + 2, y - RADIUS - half - 2):
        yield x, middle + 4, "middle", (x - length / 2, middle - half, x + length / 2, middle + half)
        yield x - RADIUS, middle + 4, "start", (x - RADIUS, middle - half, x - RADIUS + length, middle + half)
        yield x + RADIUS, middle + 4, "end", (x + RADIUS - length, middle - half, x + RADIUS, middle + half)


def _hits(box, boxes):
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes)


def _short(name, longest):
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _feet(lone, width, height):
    """Nodes without a link in rows at the foot, and how much that adds to the height."""
    a_row = (width - EDGE) // STRIP
    rows = ceil(len(lone) / a_row)
    dots = [
        Dot(node, EDGE / 2 + STRIP * (place % a_row + 0.5), height + STRIP * (place // a_row + 0.5), is_lone=True)
        for place, node in enumerate(lone)
    ]
    return dots, rows * STRIP
