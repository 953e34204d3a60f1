"""The many ways of writing the same value."""

from surveys.reading.texts import missing_code, plain, whole_number


def test_texts_that_mean_the_same_are_compared_as_the_same():
    assert plain(" Don’t\u00a0KNOW ") == "don't know"
    assert [plain(text) for text in ("1.0", "+1", "1.", "01")] == ["1", "1", "1", "01"]
    assert [whole_number(text) for text in ("01", "1.0", "1.5", "x", "-1")] == [1, 1, None, None, -1]
    assert [whole_number(text, thousands=True) for text in ("1,234", "12,34")] == [1234, None]
    assert [missing_code(text) for text in ("", "NA", "n/a", "D/K", "Refused", "no")] == [
        -1,
        -1,
        -96,
        -98,
        -99,
        None,
    ]
