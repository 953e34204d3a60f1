"""How many answered, for those who may see every number and for those who may not."""

import pytest

from surveys.disclosure import shown_answers


@pytest.mark.parametrize(
    ("samples", "words", "share"),
    [
        ([(290, 300)], "290 of 300", "97%"),
        ([(0, 300)], "0 of 300", "0%"),
        ([(5, 300)], "5 of 300", "2%"),
        ([(4, 300)], "fewer than 5 of 300", ""),
        ([(1, 300)], "fewer than 5 of 300", ""),
        ([(1, 2)], "fewer than 5", ""),
        ([(1200, 1500), (3, 300)], "1,200 of 1,800, not counting 1 neighbourhood with fewer than 5", ""),
        (
            [(1200, 1500), (1, 300), (1, 300)],
            "1,200 of 2,100, not counting 2 neighbourhoods with fewer than 5",
            "",
        ),
        ([(4, 300), (4, 300)], "0 of 600, not counting 2 neighbourhoods with fewer than 5", ""),
        ([(2, 2), (3, 2)], "5 of 4", "125%"),
        ([(7, 0)], "7 of 0", ""),
        ([], "0 of 0", ""),
    ],
)
def test_number_that_could_point_to_somebody_is_withheld_and_the_sum_does_not_tell(samples, words, share):
    shown = shown_answers(samples, everything=False)
    assert (shown.words, shown.share_words) == (words, share)


def test_evaluator_sees_every_number():
    shown = shown_answers([(1200, 1500), (3, 300)], everything=True)
    assert (shown.words, shown.withheld, shown.is_short) == ("1,203 of 1,800", 0, True)
