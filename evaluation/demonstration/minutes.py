"""What was said in Harbourside's meetings, month by month. All invented."""

from typing import NamedTuple

from commissioning.models import Meeting, Role

STEERING, CONTRACT, PARTNERS = Meeting.Kind.STEERING, Meeting.Kind.CONTRACT, Meeting.Kind.PARTNERS


class Asked(NamedTuple):
    """Something to be done, by a role's person or somebody in words; how many days after the meeting due and done."""

    words: str
    whose: str
    due: int
    done: int | None = None
    how: str = ""


class Said(NamedTuple):
    """A meeting of a month with its papers, decisions, actions, and who was away."""

    month: int
    kind: str
    papers: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    away: tuple[str, ...] = ()
    notes: str = ""
    place: str = ""


MINUTES = (
    Said(
        2,
        STEERING,
        ("How the group will work", "The thirty wards, ranked"),
        (
            "The group meets every three months. A resident takes the chair.",
            "Ropewalk, Limekiln, Saltmarsh and Dockray are supported as the first cohort.",
        ),
        (
            Asked(
                "Pay fares and childcare to residents who come.",
                Role.COMMISSIONER,
                30,
                26,
                "Paid on the day, in cash, without a form.",
            ),
        ),
    ),
    Said(
        3,
        CONTRACT,
        ("Work plan, months 1 to 6",),
        ("Reports are due in months 6, 15 and 24. Figures come from the evaluator only.",),
    ),
    Said(
        5,
        STEERING,
        ("How far the baselines are",),
        ("Each register of groups is checked by residents at an open meeting before it counts as complete.",),
        (
            Asked(
                "Hold an open meeting in each ward on what was found.",
                Role.COORDINATOR,
                40,
                36,
                "Four meetings, 61 people. Eleven groups were added, two struck off.",
            ),
        ),
    ),
    Said(
        8,
        STEERING,
        ("What the baselines say", "The first month in the field"),
        ("Figures are shown to the people of a ward before anybody else publishes them.",),
    ),
    Said(
        9,
        CONTRACT,
        ("Months 7 and 8",),
        ("Listening meetings in Limekiln may be held in month 10, as its hall is not free before.",),
    ),
    Said(
        11,
        STEERING,
        ("Rules for starter grants",),
        ("Grants of up to £500 on one page. Two residents and one worker decide, within three weeks.",),
        (
            Asked(
                "Find two residents for each grants panel.",
                Role.STEERING,
                60,
                55,
                "Eight people, none of them from the committee of a group that may ask for money.",
            ),
        ),
    ),
    Said(
        12,
        PARTNERS,
        ("What each partner gives", "Where workers of several agencies meet the same groups"),
        ("Each partner names one person for the teams to ring.",),
        (Asked("Lend the flat in Limekiln as an office.", "Marram Homes", 45, 38, "Team 2 has moved in."),),
    ),
    Said(
        14,
        STEERING,
        ("A hub for Dockray: what residents want",),
        ("Dockray’s groups are helped to take a lease together. They choose the building.",),
        (
            Asked(
                "Agree the lease with the landlord.",
                Role.COORDINATOR,
                120,
                161,
                "Signed six weeks late: the landlord wanted one tenant, not five. The trust signed for all of them.",
            ),
        ),
    ),
    Said(
        15,
        CONTRACT,
        ("Spending in the first half of stage 2",),
        ("Money for posts that stood empty stays in stage 2 and goes into starter grants.",),
    ),
    Said(
        17,
        STEERING,
        ("Half-way report", "The second cohort: first thoughts"),
        (
            "The half-way report is accepted.",
            "The group gives no view on the second cohort before it has seen the ranking.",
        ),
        (
            Asked(
                "Bring the ranking, with what happens to it under other weights.",
                Role.COMMISSIONER,
                85,
                79,
                "Sent out with the papers of month 20.",
            ),
        ),
    ),
    Said(
        20,
        STEERING,
        ("The wards, ranked anew", "The health centre in Netherfold"),
        (
            "Tanyard, Castle Landing and both Quaysides are supported as the second cohort.",
            "The group asks for Netherfold as well, so that residents have a say in the health centre.",
        ),
    ),
    Said(
        21,
        CONTRACT,
        ("Posts, and who is leaving",),
        ("The research officer’s post is advertised again, with statistics as a requirement.",),
        (
            Asked(
                "Fill the research officer’s post.",
                Role.COORDINATOR,
                60,
                52,
                "Filled from month 23. Statistics are still missing; see the risks.",
            ),
        ),
    ),
    Said(
        23,
        STEERING,
        ("What the second survey says", "Dockray: the hub is closed", "Stage 3 in outline"),
        (
            "The second survey was held after nine months of support. It shows the right direction and proves nothing.",
            "The group advises the commissioner to go on, if Dockray gets a meeting place and agencies answer.",
        ),
        (
            Asked(
                "Look for rooms in Dockray for five groups, at once.",
                Role.COORDINATOR,
                60,
                75,
                "The parish has offered its rooms; they need a second fire door first.",
            ),
            Asked(
                "Say what the council can lend in the meantime.",
                "Harbourside Council",
                14,
                11,
                "Two evenings a week in the library.",
            ),
        ),
        ("Colin Birtles", "Louise Tarrant"),
        "Two of Dockray’s groups told how they learnt that the hub was shut: from a notice on the door. The group "
        "asked that whoever closes a building rings the people who use it.",
        place="School hall, Dockray",
    ),
    Said(
        24,
        PARTNERS,
        ("Stage 2 in figures and stories", "What is needed in stage 3"),
        ("Contributions to stage 3 are agreed from year to year.",),
        away=("Owen Maddox",),
    ),
    Said(
        26,
        STEERING,
        ("The decision at gate 2", "Moving the teams"),
        ("The two conditions of gate 2 stand on the agenda until they are met.",),
        (
            Asked(
                "Name a person in the council who answers within 90 days.",
                "Harbourside Council",
                100,
                96,
                "The head of neighbourhoods, and a deputy for holidays.",
            ),
        ),
        ("Peter Okell",),
    ),
    Said(
        27,
        CONTRACT,
        ("Stage 3: tasks and dates",),
        ("One worker stays in Dockray intensively; the second cohort has one fewer until month 42.",),
    ),
    Said(
        29,
        STEERING,
        ("After-care: what groups ask for",),
        ("Each ward says itself who stays in touch with its groups, and how.",),
        (
            Asked(
                "Ask the groups of the first cohort what they want to be able to do alone.",
                Role.FIELDWORKER,
                80,
                74,
                "41 groups asked. Most want help with money and with finding new people; few want visits.",
            ),
        ),
        ("Sian Bowen", "Louise Tarrant"),
    ),
    Said(
        32,
        STEERING,
        ("What the third survey says", "The council’s commissioning round"),
        (
            "Activity has risen clearly in the first cohort. It has not in Dockray, and the report is to say so.",
            "The council is asked to tell the groups that bid why the round was called off.",
        ),
        (
            Asked(
                "Write to every group that had bid.",
                "Harbourside Council",
                30,
                68,
                "Letters went out to 26 groups, five weeks late.",
            ),
        ),
        ("Rukhsana Mirza", "Grace Adeyemi"),
    ),
    Said(
        33,
        CONTRACT,
        ("Spending in the first half of stage 3",),
        ("Rooms cost more than was thought. What training leaves over pays for them until month 36.",),
        away=("Carol Haworth",),
    ),
    Said(
        35,
        STEERING,
        ("Half-way report of stage 3", "What residents raised, and the replies"),
        (
            "The half-way report is not accepted yet: what happened in Dockray takes up four lines. The group wants it "
            "told in full, by the groups themselves.",
        ),
        (
            Asked(
                "Ask five groups in Dockray to tell what happened to them.",
                Role.FIELDWORKER,
                70,
                66,
                "Four wrote something; the fishing club sent a recording.",
            ),
            Asked("Have the trust name its person who answers residents.", Role.COMMISSIONER, 60),
        ),
        ("Peter Okell", "Colin Birtles"),
        "The chair asked that papers come ten days before a meeting. Residents who work shifts cannot read them in "
        "three.",
    ),
    Said(
        36,
        PARTNERS,
        ("Stage 3 so far", "What is needed in stage 4"),
        ("Every partner says in writing by month 41 what it will give in stage 4.",),
        (
            Asked(
                "Say what the trust can give in stage 4.",
                "Harbourside NHS Trust",
                160,
            ),
        ),
        away=("Helen Stroud", "Farida Hussain"),
    ),
    Said(
        38,
        STEERING,
        ("The third cohort: how it will be chosen", "Team 1 is one short"),
        (
            "The third cohort is not chosen before the councillors of its wards have been heard.",
            "The half-way report is put off once more, to the next meeting.",
        ),
        (
            Asked("Send the half-way report out again, with Dockray told in full.", Role.COORDINATOR, 42),
            Asked(
                "Hear the councillors of the remaining wards on the third cohort.",
                Role.COMMISSIONER,
                88,
            ),
            Asked(
                "Lay Dockray’s four surveys side by side, on one page.",
                Role.EVALUATOR,
                90,
            ),
            Asked(
                "Ask Ropewalk’s tenants whom they want to stay in touch with.",
                Role.STEERING,
                88,
            ),
            Asked(
                "Say whether the empty shop in Ropewalk can be let to groups.",
                "Marram Homes",
                95,
            ),
            Asked(
                "Tell Limekiln’s groups whom to ring while team 1 is one short.",
                Role.FIELDWORKER,
                10,
                8,
                "Every group has the team leader’s number.",
            ),
        ),
        ("Sian Bowen", "Louise Tarrant", "Mehmet Aydin"),
    ),
    Said(
        39,
        CONTRACT,
        ("Month 38: tasks, dates, spending", "Risks"),
        (
            "What is late in stage 3 is explained in the report or done by month 41.",
            "The trust’s late cash is asked for in writing.",
        ),
        (
            Asked(
                "Write to the trust about the cash that has not come.",
                Role.COMMISSIONER,
                14,
                9,
                "Written. It is to come with the next quarter.",
            ),
            Asked(
                "Agree with Limekiln’s groups who stays in touch, now that team 1 will be full again.",
                Role.FIELDWORKER,
                55,
            ),
        ),
        (),
        "Salaries are as planned; rooms are over budget. Two of the five baseline parts have not been begun in the "
        "third cohort.",
    ),
    Said(
        41,
        STEERING,
        ("Agenda", "The wards of the third cohort, ranked"),
        notes="The decision on the third cohort and the half-way report are first on the agenda.",
    ),
)
