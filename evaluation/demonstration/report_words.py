"""What people wrote in Harbourside's reports, by report and named section. All invented."""

STAGE_1 = {
    "summary": (
        "Six months ago nobody could say how many people in Harbourside take part in anything. Now we can, in the four "
        "wards where need is greatest: few do, and they told us why.\n\n"
        "The team is complete and known. Interviews in Saltmarsh ran three weeks late, which moved the analysis and "
        "nothing else."
    ),
    "indicators": (
        "These are baselines. There is nothing to compare them with yet, and we ask readers not to compare wards: with "
        "three hundred answers in each, most differences between two of them are chance."
    ),
    "work": "We spent longer than planned on finding rooms. Every day of it paid, as groups met us there first.",
    "effects": "None that we know of. Two landlords asked us for lists of tenants who take part; we declined.",
    "learning": (
        "- People answer a neighbour sooner than a stranger. We would train residents as interviewers from the first "
        "day.\n"
        "- The register of groups was half as long as the borough’s directory, and twice as right."
    ),
    "recommendations": (
        "Begin intensive support in Ropewalk, Limekiln, Saltmarsh and Dockray as agreed, with one worker each who "
        "stays. Ask the council and the trust to name the person who answers for each ward."
    ),
}
STAGE_2 = {
    "summary": (
        "Groups have grown in number and in confidence in all four wards, and residents have begun to say that health "
        "gains from it. What the survey shows after nine months of support points the right way and proves nothing.\n\n"
        "Dockray lost its hub in month 23. Five groups lost their rooms with it; two have not met since."
    ),
    "indicators": (
        "The registers moved first, as they should: a group is founded before anybody tells an interviewer that they "
        "belong to it. We expect the next survey to show whether more people take part."
    ),
    "work": "Of the teams’ hours in the last half year, one in three went into Dockray, unplanned.",
    "issues": "Residents won the crossing, the flood list and the surgery’s hours. The trust answered nothing.",
    "effects": "The tenants’ chair in Ropewalk gave up, worn out by meetings that agencies had called. We caused that.",
    "money": "Grants were spent later than budgeted, because groups asked for less than we had expected.",
    "learning": (
        "- A group that moves into a shared building needs a second place to meet.\n"
        "- Training sessions change what people do if somebody asks them six weeks later. Without that, less.\n"
        "- Inviting the same three residents to every meeting is a way to lose them."
    ),
    "recommendations": (
        "Go on to stage 3, with two conditions of our own making:\n\n"
        "- a place to meet in Dockray before anything else is opened there;\n"
        "- a named person in the council and in the trust who answers within ninety days."
    ),
}
STAGE_2_CHANGED = (
    "Version 1 said that the trust had answered nothing. It had answered two letters, which we had filed under the "
    "council. The words on issues are put right; no figure rests on them."
)
STAGE_2_AGAIN = {
    "issues": (
        "Residents won the crossing, the flood list and the surgery’s hours. The trust answered two of the "
        "matters put to it, both late; the others still wait."
    ),
}
STAGE_3 = {
    "summary": (
        "The first cohort keeps what it gained while its support thins out. The second rises as the first did at the "
        "same age. The council’s round for groups did harm, and fewer groups than before say that public bodies help."
    ),
    "work": "Intensive support moved from the first cohort to the second in month 25, as agreed.",
    "effects": "Groups wrote bids for months for a round that was called off. Three have stopped since, and say why.",
    "learning": "- Say early which promises are ours and which are other people’s.",
}
ROPEWALK = {
    "summary": (
        "More is going on in Ropewalk than there was two years ago, and it is run by people who live here. This page "
        "says what we know and what we do not."
    ),
    "indicators": (
        "Three hundred of you answered our questions, which is enough to see large changes and not small ones. Thank "
        "you to everybody who opened the door."
    ),
    "issues": "Not every answer was the one you wanted. Where an agency said no, it had to say why.",
    "recommendations": (
        "The tenants’ group meets on the first Tuesday of the month at the laundry, and needs nobody’s leave to begin "
        "something new. Come along, or start your own: the team helps with rooms, small grants and the paperwork.\n\n"
        "We ask everybody again next year."
    ),
}
