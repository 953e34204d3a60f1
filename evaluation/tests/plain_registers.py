"""A second, plainer computation of every register figure: raw rows, one day, one loop after another.

It shares nothing with the code it is held against but the tables: no query of a manager, no rule, no clock, no graph.
Every figure is a triple (value, counted, out of); what is unknown is not there.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from neighbourhoods import models

YEAR = timedelta(days=365)
ONE_PERSON = ("individual", "connector")
BANDS = {"none": (0, 0), "under-5k": (0.01, 4999.99), "to-10k": (5000, 10000), "to-100k": (10000.01, 100000)}
BANDS["over-100k"] = (100000.01, float("inf"))


class Rows:
    """The tables of one programme as lists of dicts."""

    def __init__(self, programme):
        self.places = [row["id"] for row in rows(models.Neighbourhood) if row["programme_id"] == programme.pk]
        self.groups = {row["id"]: row for row in rows(models.CommunityGroup) if row["programme_id"] == programme.pk}
        self.served = rows(models.GroupPlace)
        self.profiles = [row for row in rows(models.GroupProfile) if row["struck_out_at"] is None]
        self.links, self.seen = rows(models.GroupLink), rows(models.LinkConfirmation)
        self.assets, self.schemes = rows(models.Asset), rows(models.GrantScheme)
        self.scheme_places = rows(models.GrantScheme.places.through)
        self.grants, self.deployments = rows(models.Grant), rows(models.Deployment)
        self.issues, self.replies = rows(models.CommunityIssue), rows(models.AgencyReply)
        self.confirmed = rows(models.RegisterConfirmation)
        self.people = rows(models.PopulationGroup)
        rules = [row for row in rows(models.RegisterRules) if row["programme_id"] == programme.pk]
        self.threshold = rules[0]["income_threshold"] if rules else Decimal(10_000)
        self.reply_days = rules[0]["reply_days"] if rules else 90


def rows(model):
    return list(model._base_manager.order_by("pk").values())


def holds(row, on, start="since", end="until"):
    return (row[start] is None or row[start] <= on) and (row[end] is None or row[end] >= on)


class Plain:
    """The figures of any neighbourhoods of a programme together, on one day."""

    def __init__(self, table, on):
        self.table, self.on, self.year_ago = table, on, on - YEAR
        self.latest = {pk: self._latest(pk) for pk in table.groups}
        self.counting = {pk for pk in table.groups if self._counts(pk)}

    def _latest(self, group):
        past = [row for row in self.table.profiles if row["group_id"] == group and row["as_of"] <= self.on]
        return max(past, key=lambda row: (row["as_of"], row["id"]), default=None)

    def _counts(self, pk):
        group, told = self.table.groups[pk], self.latest[pk]
        if told is None or group["duplicate_of_id"] or group["sector"] != "community" or group["kind"] in ONE_PERSON:
            return False
        passes = told["named"] and told["has_contact"] and told["open_to_join"]
        return bool(passes) and told["state"] == "active" and told["as_of"] >= self.year_ago

    def serving(self, place, on=None):
        return {
            row["group_id"]
            for row in self.table.served
            if row["neighbourhood_id"] == place and row["group_id"] in self.table.groups and holds(row, on or self.on)
        }

    def counting_in(self, places):
        return {pk for place in places for pk in self.serving(place) if pk in self.counting}

    # What is known of a neighbourhood

    def knows(self, place, what):
        return what in self.confirmed(place) or getattr(self, f"_any_{what}")(place)

    def confirmed(self, place):
        registers = {"groups": ("groups", "links", "hubs"), "assets": ("spaces", "money", "hubs"), "input": ("input",)}
        mine = [row for row in self.table.confirmed if row["neighbourhood_id"] == place and row["as_at"] <= self.on]
        return {what for row in mine for what in registers[row["register"]]}

    def _any_groups(self, place):
        for row in self.table.served:
            group = self.table.groups.get(row["group_id"])
            if row["neighbourhood_id"] != place or group is None or group["duplicate_of_id"]:
                continue
            days = [told["as_of"] for told in self.table.profiles if told["group_id"] == row["group_id"]]
            if days and max(min(days), row["since"] or date.min) <= self.on:
                return True
        return False

    def _any_links(self, place):
        told = {pk for pk in self.serving(place) if self.latest[pk] and not self.table.groups[pk]["duplicate_of_id"]}
        begun = [row for row in self.table.links if row["other_id"] and row["started_on"] <= self.on]
        return any({row["group_id"], row["other_id"]} & told for row in begun)

    def _came(self, place, *kinds):
        mine = [row for row in self.table.assets if row["neighbourhood_id"] == place]
        return [row for row in mine if row["kind"] in kinds and (row["since"] is None or row["since"] <= self.on)]

    def _any_hubs(self, place):
        return self._any_groups(place) or bool(self._came(place, *models.Asset.Kind.values))

    def _any_spaces(self, place):
        return bool(self._came(place, "space"))

    def _any_money(self, place):
        opened = [row["id"] for row in self.table.schemes if row["opens_on"] <= self.on]
        return any(self._offers(pk, place) for pk in opened) or bool(self._grants(place, date.min))

    def _any_input(self, place):
        mine = [row for row in self.table.deployments if row["neighbourhood_id"] == place]
        return any(row["starts_on"] <= self.on for row in mine) or bool(self._came(place, "input"))

    def _any_issues(self, place):
        return bool(self._issues(place))

    # Its parts

    def _there(self, place, kind):
        return [row for row in self._came(place, kind) if row["until"] is None or row["until"] >= self.on]

    def _offers(self, scheme, place):
        named = {row["neighbourhood_id"] for row in self.table.scheme_places if row["grantscheme_id"] == scheme}
        return not named or place in named

    def _grants(self, place, since):
        found = {}
        for row in self.table.grants:
            day = row["awarded_on"]
            if row["currency"] != "GBP" or row["group_id"] not in self.table.groups or not since <= day <= self.on:
                continue
            if row["neighbourhood_id"] == place or (
                row["neighbourhood_id"] is None and row["group_id"] in self.serving(place, day)
            ):
                found[row["id"]] = row["amount"]
        return found

    def _issues(self, place):
        return [r for r in self.table.issues if r["neighbourhood_id"] == place and r["raised_on"] <= self.on]

    def links(self, groups):
        pairs = set()
        for row in self.table.links:
            seen = [each["confirmed_on"] for each in self.table.seen if each["link_id"] == row["id"]]
            fresh = any(self.year_ago <= day <= self.on for day in seen)
            stands = row["started_on"] <= self.on and (row["ended_on"] is None or row["ended_on"] > self.on)
            if fresh and stands and row["group_id"] in groups and row["other_id"] in groups:
                pairs.add(frozenset((row["group_id"], row["other_id"])))
        return pairs

    def is_small(self, told):
        if told["income"] is not None:
            return told["income"] <= self.table.threshold
        if not told["income_band"]:
            return None
        least, most = BANDS[told["income_band"]]
        if most <= self.table.threshold:
            return True
        return False if least > self.table.threshold else None

    def waits(self, places):
        """(days, came, withdrawn) of every issue."""
        for row in [row for place in places for row in self._issues(place)]:
            replies = [r for r in self.table.replies if r["issue_id"] == row["id"] and r["is_substantive"]]
            days = [reply["replied_on"] for reply in replies if reply["replied_on"] <= self.on]
            ended = row["outcome_on"] if row["outcome"] and row["outcome_on"] <= self.on else None
            withdrawn = ended is not None and row["outcome"] == "withdrawn"
            days += [ended] if ended and not withdrawn else []
            stop = min(days) if days else ended or self.on
            yield (stop - row["raised_on"]).days, bool(days), withdrawn

    # The figures

    def figures(self, places):
        """Code -> (value, counted, out of)."""
        ways = {
            "B1": ("groups", self._b1), "B2": ("groups", self._b2), "B3": ("groups", self._b3),
            "B4": ("links", self._b4), "B5": ("links", self._b5), "B6": ("links", self._b6), "B7": ("hubs", self._b7),
            "B10": ("groups", self._b10), "B11": ("groups", self._b11), "E4": ("spaces", self._e4),
            "E5": ("money", self._e5), "E8": ("input", self._e8),
            "F7": ("issues", self._f7), "F8": ("issues", self._f8), "F9": ("issues", self._f9),
        }  # fmt: skip
        found = {}
        for code, (need, way) in ways.items():
            part = [pk for pk in places if self.knows(pk, need) and (need != "links" or self.knows(pk, "groups"))]
            if part:
                found[code] = way(part)
        return found

    def residents(self, place):
        counted = [row["residents"] for row in self.table.people if row["neighbourhood_id"] == place]
        return sum(counted) if counted else None

    def _b1(self, places):
        peopled = [place for place in places if self.residents(place) is not None]
        groups = len(self.counting_in(peopled or places))
        people = sum(self.residents(place) for place in peopled)
        return (Fraction(1000 * groups, people) if people else None), groups, groups

    def _b2(self, places):
        return (len(self.counting_in(places)),) * 3

    def _b3(self, places):
        groups = self.counting_in(places)
        themes = {theme for pk in groups for theme in self.latest[pk]["themes"]}
        return len(themes), len(themes), len(groups)

    def _b4(self, places):
        groups = self.counting_in(places)
        links = len(self.links(groups))
        return (Fraction(2 * links, len(groups)) if groups else None), links, len(groups)

    def _b5(self, places):
        groups = self.counting_in(places)
        links, possible = len(self.links(groups)), len(groups) * (len(groups) - 1) // 2
        return (Fraction(100 * links, possible) if possible else None), links, possible

    def _b6(self, places):
        groups = self.counting_in(places)
        part = {pk: {pk} for pk in groups}
        for one, other in map(tuple, self.links(groups)):
            joined = part[one] | part[other]
            part.update(dict.fromkeys(joined, joined))
        most = max((len(each) for each in part.values() if len(each) > 1), default=0)
        return (Fraction(100 * most, len(groups)) if groups else None), most, len(groups)

    def _b7(self, places):
        having = sum(bool(self._there(place, "hub")) or any(map(self._is_hub, self.serving(place))) for place in places)
        return int(having > 0), having, len(places)

    def _is_hub(self, pk):
        group, told = self.table.groups[pk], self.latest[pk]
        is_one = group["kind"] == "hub" and group["sector"] in ("community", "overlap") and not group["duplicate_of_id"]
        return is_one and told is not None and told["state"] == "active" and told["as_of"] >= self.year_ago

    def _b10(self, places):
        told = [self.latest[pk]["volunteers"] for pk in self.counting_in(places)]
        numbers = [number for number in told if number is not None]
        return (sum(numbers) if numbers else None), sum(numbers), len(numbers)

    def _b11(self, places):
        told = [self.is_small(self.latest[pk]) for pk in self.counting_in(places)]
        known = [small for small in told if small is not None]
        return (Fraction(100 * sum(known), len(known)) if known else None), sum(known), len(known)

    def _e4(self, places):
        spaces = [row for place in places for row in self._there(place, "space") if row["cost"] in ("free", "low")]
        return (len(spaces),) * 3

    def _e5(self, places):
        open_then = [
            row["id"]
            for row in self.table.schemes
            if row["opens_on"] <= self.on and (row["closes_on"] is None or row["closes_on"] >= self.year_ago)
        ]
        return (sum(any(self._offers(pk, place) for place in places) for pk in open_then),) * 3

    def pounds(self, places):
        """What was awarded in the year, each grant once."""
        found = {}
        for place in places:
            found |= self._grants(place, self.year_ago)
        return sum(found.values())

    def _e8(self, places):
        mine = [row for row in self.table.deployments if row["neighbourhood_id"] in places]
        told = [row["fte"] for row in mine if holds(row, self.on, "starts_on", "ends_on")]
        told += [row["fte"] for place in places for row in self._there(place, "input")]
        known = [fte for fte in told if fte is not None]
        if told and not known:
            return None, 0, 0
        return sum(known), sum(known), len(known)

    def _f7(self, places):
        ended = [(days <= self.table.reply_days, came) for days, came, _ in self.waits(places)]
        due = [soon and came for soon, came in ended if came or not soon]
        return (Fraction(100 * sum(due), len(due)) if due else None), sum(due), len(due)

    def _f8(self, places):
        outcomes = [
            row["outcome"]
            for place in places
            for row in self._issues(place)
            if row["outcome"] not in ("", "withdrawn") and row["outcome_on"] <= self.on
        ]
        changed = outcomes.count("changed")
        return (Fraction(100 * changed, len(outcomes)) if outcomes else None), changed, len(outcomes)

    def _f9(self, places):
        waits = [(days, came) for days, came, _ in self.waits(places)]
        answered, left = sum(came for _, came in waits), Fraction(1)
        for day in sorted({days for days, came in waits if came}):
            at_risk = sum(days >= day for days, _ in waits)
            left *= 1 - Fraction(sum((days, came) == (day, True) for days, came in waits), at_risk)
            if left <= Fraction(1, 2):
                return day, answered, len(waits)
        return None, answered, len(waits)
