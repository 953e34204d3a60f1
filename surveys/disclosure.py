"""How many people answered, as each reader may see it: very small numbers could point to somebody."""

from dataclasses import dataclass

FEWEST_SHOWN = 5


def is_few(people):
    """Whether a number of people is so small that it could point to somebody. Nobody is not few."""
    return 0 < people < FEWEST_SHOWN


@dataclass(frozen=True)
class ShownAnswers:
    """Answers against their target, without those that this reader may not see.

    `withheld` is the number of neighbourhoods left out because somebody answered there but fewer than 5 did,
    and the total would tell how many.
    """

    count: int
    target: int
    withheld: int = 0

    @property
    def words(self):
        if not self.count and self.withheld == 1:
            few = f"fewer than {FEWEST_SHOWN}"
            return f"{few} of {self.target:,}" if self.target >= FEWEST_SHOWN else few
        if not self.withheld:
            return f"{self.count:,} of {self.target:,}"
        places = "1 neighbourhood" if self.withheld == 1 else f"{self.withheld} neighbourhoods"
        return f"{self.count:,} of {self.target:,}, not counting {places} with fewer than {FEWEST_SHOWN}"

    @property
    def share_words(self):
        """The share of the target, or nothing where there is none to give."""
        return f"{100 * self.count / self.target:.0f}%" if self.target and not self.withheld else ""

    @property
    def is_short(self):
        return self.count < self.target


def shown_answers(samples, *, everything):
    """ShownAnswers of `samples`, pairs of (answers, target); `everything` for who may see each number."""
    samples = list(samples)
    small = [] if everything else [count for count, _ in samples if is_few(count)]
    withheld = small if sum_gives_away(small) else []
    return ShownAnswers(
        count=sum(count for count, _ in samples) - sum(withheld),
        target=sum(target for _, target in samples),
        withheld=len(withheld),
    )


def sum_gives_away(small):
    """Whether the sum of small numbers tells what each of them is, or is a small number itself."""
    return is_few(sum(small)) or sum(small) in (len(small), len(small) * (FEWEST_SHOWN - 1))
