import io

from commissioning.downloads import write_rows


def test_rows_as_csv_disarm_formulas_and_keep_numbers():
    stream = io.StringIO()
    rows = [
        [2, "R4", '=HYPERLINK("x")', "Not an option."],
        [3, "R11", "-1", "Must be 0 to 95."],
        [None, "", "", "All."],
    ]
    write_rows(stream, ("row", "column", "value", "reason"), rows)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "row,column,value,reason"
    assert lines[1] == '2,R4,"\'=HYPERLINK(""x"")",Not an option.'
    assert lines[2] == "3,R11,-1,Must be 0 to 95."
    assert lines[3] == ",,,All."
