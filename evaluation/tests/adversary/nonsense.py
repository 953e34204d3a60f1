"""What nobody types by accident, and every address of this family of pages to type it into."""

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e400",
    "NaN",
    "9" * 30,
    "9" * 5_000,
    "²",
    "٣",
    "\0",
    "a\0b",
    "\u202e",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}%s%n",
    "=1+1",
    "0001-01-01",
    "9999-12-31",
    "2025-02-30",
    "x" * 20_000,
    "[]",
    "[object Object]",
)
ASKED = (
    *("area", "wave", "breakdown", "compare", "show", "on", "of", "indicator", "by", "since", "meeting", "state"),
    *(
        "about",
        "page",
        "edition",
        "section",
        "statistic",
        "beside",
        "from",
        "until",
        "to",
        "now",
        "hoped",
        "n",
        "wards",
    ),
    *("waves", "deff", "cost", "kind", "stage", "neighbourhood", "title", "key", "seen", "size", "goal", "area_kind"),
    *("area_code", "then", "cohort", "sort", "order", "q", "period", "before", "measure"),
)
# The shortest list that broke something somewhere.
WORST = ("\0", "9" * 30, "-1", b"\xff\xfe", "x" * 20_000, "2025-02-30", "²")
# Pages whose address holds a selection.
CHOSEN = (
    *("indicator-detail", "indicator-selection-csv", "comparison-csv", "heat-csv", "inequality-csv", "health-csv"),
    *("planner", "comment-list"),
)
WRITING = ("edition-write", "edition-submit", "edition-new", "edition-discard", "report-new", "comment-new")
PAGES = (
    *("indicator-detail", "indicator-csv", "indicator-selection-csv", "indicator-selection-xlsx", "comparison"),
    *("indicator-svg", "comparison-csv", "indicator-list", "heat", "heat-csv", "heat-xlsx"),
    *("estimates-csv", "what-it-shows", "planner", "inequality", "inequality-csv", "health", "health-csv"),
    *("report-list", "report-new", "report-detail", "report-edit", "edition-detail", "edition-write"),
    *("edition-submit", "edition-return", "edition-accept", "edition-publish", "edition-withdraw", "edition-new"),
    *("edition-discard", "edition-file", "edition-progress", "steering", "comment-list", "comment-new"),
    *("comment-detail", "comment-edit", "comment-settle", "public-page", "public-page-preview", "public-page-renew"),
    *("take-out", "programme-file", "token-list"),
)
HUGE = ("0", "9" * 18, "9" * 30, "9" * 5_000)
# Every address that names a thing by its number.
PLACED = (
    *(f"/programmes/{{slug}}/reports/{{huge}}/{end}" for end in ("", "edit/", "remove/", "1/", "{huge}/")),
    *(
        f"/programmes/{{slug}}/reports/{{huge}}/{{huge}}/{end}"
        for end in (
            *("write/summary/", "submit/", "return/", "accept/", "publish/", "withdraw/", "new/", "discard/"),
            *("file/pdf/", "files/", "progress/"),
        )
    ),
    *(f"/programmes/{{slug}}/steering/comments/{{huge}}/{end}" for end in ("", "edit/", "settle/", "reopen/")),
    "/programmes/{slug}/take-out/keys/{huge}/end/",
    "/progress/{code}/reports/{huge}/{huge}/pdf/",
    "/progress/{code}/reports/{huge}/1/pdf/",
    "/api/v1/reports/{huge}/1/pdf",
    "/api/v1/reports/1/{huge}/pdf",
)
