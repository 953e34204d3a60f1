"""How well the groups of a place are linked: B4 to B6, from groups that count and pairs of them. Pure; networkx.

A link is an unordered pair of two groups that count. The same pair in several ways is one link; a pair with a group
that is not among them, or with itself, is none.
"""

from typing import NamedTuple

import networkx as nx


class Network(NamedTuple):
    """What was counted: the groups, the links between them, and how many groups stand in the largest linked part.

    Without any link no group is connected, and `connected` is 0.
    """

    groups: int
    links: int
    connected: int

    @property
    def per_group(self):
        """B4, links per group: 2 x links / groups. None without groups."""
        return 2 * self.links / self.groups if self.groups else None

    @property
    def possible(self):
        """How many links there could be, G(G-1)/2."""
        return self.groups * (self.groups - 1) // 2

    @property
    def density(self):
        """B5, the share of possible links that stand, from 0 to 1. None for fewer than two groups."""
        return self.links / self.possible if self.possible else None

    @property
    def connected_share(self):
        """B6, the share of groups in the largest linked part, from 0 to 1. None without groups."""
        return self.connected / self.groups if self.groups else None

    @property
    def per_group_words(self):
        return "undefined" if self.per_group is None else f"{self.per_group:.2f}"

    @property
    def density_words(self):
        return percent_words(self.density)

    @property
    def connected_words(self):
        return percent_words(self.connected_share)


def percent_words(share):
    """17.1%, or "undefined" where there is no share."""
    return "undefined" if share is None else f"{100 * share:.1f}%"


def graph_of(groups, pairs):
    """The networkx graph of the groups (any hashable keys) and of the pairs that join two of them."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(groups))
    graph.add_edges_from((one, other) for one, other in pairs if one != other and one in graph and other in graph)
    return graph


def network_of(groups, pairs):
    """The Network of the groups that count and of pairs of groups in whichever order."""
    graph = graph_of(groups, pairs)
    return Network(len(graph), graph.number_of_edges(), len(largest_part(graph)))


def largest_part(graph):
    """The groups of the largest linked part; of equal ones the part with the lowest key. Empty without a link."""
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    return min(parts, key=lambda part: (-len(part), min(part)), default=set())
