"""B4 to B6 from groups and pairs, and the picture of a network: the same one is always drawn the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neighbourhoods.networks.drawing import RADIUS, Node, drawings_of
from neighbourhoods.networks.measures import Network, graph_of, largest_part, network_of

# 15 groups, 18 links, 11 of them joined up: the worked example of the indicators' definitions.
GROUPS = range(1, 16)
JOINED = [(1, other) for other in range(2, 12)] + [(2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10)]
PAIRS = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=30)


def test_network_of_the_worked_example():
    network = network_of(GROUPS, JOINED)
    assert network == Network(groups=15, links=18, connected=11)
    assert (network.per_group_words, network.density_words, network.connected_words) == ("2.40", "17.1%", "73.3%")
    assert network.possible == 105


def test_density_falls_when_groups_are_added_though_links_rise():
    before = network_of(range(1, 11), [(1, other) for other in range(2, 11)])
    assert before.density_words == "20.0%"
    assert network_of(GROUPS, JOINED).density < before.density
    assert network_of(GROUPS, JOINED).per_group > before.per_group


def test_pair_counts_once_whichever_way_round_and_not_with_itself():
    assert network_of([1, 2, 3], [(1, 2), (2, 1), (3, 3)]).links == 1


def test_pair_with_a_group_that_does_not_count_is_no_link():
    assert network_of([1, 2], [(1, 9), (8, 9)]) == Network(groups=2, links=0, connected=0)


@pytest.mark.parametrize(
    ("groups", "words"),
    [([], ("undefined", "undefined", "undefined")), ([1], ("0.00", "undefined", "0.0%"))],
)
def test_figures_are_undefined_where_there_is_nothing_to_divide_by(groups, words):
    network = network_of(groups, [])
    assert (network.per_group_words, network.density_words, network.connected_words) == words


def test_no_group_is_connected_without_a_link():
    assert network_of([1, 2, 3], []).connected == 0


def test_of_two_equal_parts_the_one_with_the_lowest_key_is_the_largest():
    assert largest_part(graph_of(range(1, 5), [(3, 4), (1, 2)])) == {1, 2}


@given(PAIRS)
def test_figures_stay_within_their_bounds(pairs):
    network = network_of(range(1, 10), pairs)
    assert 0 <= network.density <= 1
    assert 0 <= network.connected_share <= 1
    assert network.per_group == pytest.approx(network.density * (network.groups - 1))
    assert network.connected != 1


@given(PAIRS)
def test_order_of_groups_and_pairs_changes_nothing(pairs):
    turned = [(other, one) for one, other in sorted(pairs, reverse=True)]
    assert network_of(range(1, 10), pairs) == network_of(list(range(9, 0, -1)), turned)


def nodes(count, agencies=0):
    groups = [Node(f"group-{n}", str(n), f"The Friends of Group {n}") for n in range(count)]
    return groups + [Node(f"agency-{n}", "ABC"[n], f"Agency {n}", is_agency=True) for n in range(agencies)]


def chain(count, step=1):
    return [(f"group-{n}", f"group-{n + step}", n % 3 == 0) for n in range(count - step)]


def test_same_network_is_drawn_the_same():
    drawn = [drawings_of(nodes(40, agencies=2), chain(40) + chain(30, step=7)) for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_sixty_groups_stand_apart_and_on_the_paper():
    for drawing in drawings_of(nodes(60), chain(60) + chain(60, step=5) + chain(60, step=13)):
        dots = drawing.dots
        assert len(dots) == 60
        assert all(RADIUS <= dot.x <= drawing.width - RADIUS for dot in dots)
        assert all(RADIUS <= dot.y <= drawing.height - RADIUS for dot in dots)
        nearest = min((a.x - b.x) ** 2 + (a.y - b.y) ** 2 for i, a in enumerate(dots) for b in dots[:i]) ** 0.5
        assert nearest > 2 * RADIUS


def test_node_does_not_stand_on_the_line_of_two_others():
    wide, _ = drawings_of(nodes(20), chain(20) + chain(20, step=7)[::2])
    for line in wide.lines:
        ends = {(line.x1, line.y1), (line.x2, line.y2)}
        assert all((dot.x, dot.y) in ends or distance(dot, line) > RADIUS for dot in wide.dots)


def distance(dot, line):
    """How far a dot's middle is from a line."""
    along, across = line.x2 - line.x1, line.y2 - line.y1
    share = ((dot.x - line.x1) * along + (dot.y - line.y1) * across) / (along**2 + across**2)
    share = min(max(share, 0), 1)
    return ((dot.x - line.x1 - share * along) ** 2 + (dot.y - line.y1 - share * across) ** 2) ** 0.5


def test_names_stand_on_the_paper_and_over_no_other_name():
    wide, _ = drawings_of(nodes(20), chain(20))
    spans = []
    for dot in wide.dots:
        if dot.name:
            length = len(dot.name) * 6
            left = {"start": dot.name_x, "end": dot.name_x - length, "middle": dot.name_x - length / 2}[dot.anchor]
            spans.append((left, left + length, dot.name_y))
    assert len(spans) > 10
    assert all(left >= 0 and right <= wide.width for left, right, _ in spans)
    for place, (left, right, y) in enumerate(spans):
        assert not [each for each in spans[:place] if left < each[1] and each[0] < right and abs(y - each[2]) < 12]


def test_groups_without_a_link_stand_in_rows_at_the_foot():
    wide, narrow = drawings_of(nodes(30), chain(4))
    assert sum(dot.is_lone for dot in wide.dots) == 26
    lowest = max(dot.y for dot in narrow.dots if not dot.is_lone)
    assert all(dot.y > lowest for dot in narrow.dots if dot.is_lone)


def test_network_without_any_link_is_drawn_as_rows_alone():
    wide, _ = drawings_of(nodes(3), [])
    assert (len(wide.dots), wide.lines, wide.height) == (3, [], 30)


def test_link_in_several_ways_is_one_line_and_new_if_one_of_them_is():
    wide, _ = drawings_of(nodes(2), [("group-0", "group-1", False), ("group-1", "group-0", True)])
    assert [line.is_new for line in wide.lines] == [True]


def test_link_of_a_node_that_is_not_there_is_left_out():
    wide, _ = drawings_of(nodes(2), [("group-0", "group-9", False)])
    assert wide.lines == []


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_any_network_can_be_drawn(pairs):
    links = [(f"group-{one}", f"group-{other}", False) for one, other in sorted(pairs)]
    for drawing in drawings_of(nodes(13), links):
        assert len(drawing.dots) == 13
        assert all(dot.x == dot.x and 0 <= dot.y <= drawing.height for dot in drawing.dots)
