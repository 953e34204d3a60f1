"""What residents of Harbourside want changed, and what was said to it. All invented."""

from typing import NamedTuple

ROADS, PARKS = "Harbourside Council, roads and waste", "Harbourside Council, parks and places"
CARE, SCHOOLS = "Harbourside Council, adult care", "Harbourside Council, children and schools"
LIBRARIES, TRUST, HOMES = "Harbourside Council, libraries", "Harbourside NHS Trust", "Marram Homes"
POLICE, BUSES, THERAPY = "Harbourside Police", "Harbourside Coaches", "Harbourside Talking Therapies"


class Matter(NamedTuple):
    """Something that should change, whose it is, and what is said where it did or where it was declined."""

    title: str
    theme: str
    agency: str
    changed: str
    declined: str
    detail: str = ""


MATTERS = (
    Matter("Light on the path behind {s}", "place", ROADS, "Four lamps were put up along the path.",
           "The path belongs to nobody whom the council may make pay for light.", "They go round by the main road."),
    Matter("A crossing at {s}", "place", ROADS, "The crossing was built, with a dropped kerb.",
           "Too few cars were counted for a crossing; a sign will warn drivers.", "Two near misses this spring."),
    Matter("Bins overflow in {s} on Mondays", "place", ROADS, "Bins are emptied on Sundays as well.",
           "A second round costs more than the street pays for.", ""),
    Matter("Kerbs that wheels can get over, {s}", "disability", ROADS, "Six kerbs were lowered.",
           "They will be lowered when the street is next dug up.", ""),
    Matter("Dogs’ mess on the green in {w}", "green", PARKS, "Bins and bags were put at both gates.",
           "The green has as many bins as the rule allows.", ""),
    Matter("Swings for small children, {s}", "children", PARKS, "Two swings and a bench were put up.",
           "The play area of the next ward is within ten minutes.", "Parents offer to look after them."),
    Matter("Beds that residents may plant, {s}", "green", PARKS, "The beds are the residents’; tools are lent.",
           "Pipes run under the beds.", ""),
    Matter("Toilets in the park of {w} are shut", "older", PARKS, "They are open from nine to four.",
           "They were closed for good to save money.", "Older people do not go out because of it."),
    Matter("The library of {w} to open one evening", "learning", LIBRARIES, "It is open until eight on Tuesdays.",
           "There are not enough staff for an evening.", ""),
    Matter("A room in the library for groups, {w}", "place", LIBRARIES, "The back room is free for groups.",
           "The room is needed for the stock.", ""),
    Matter("Appointments at the surgery after work", "services", TRUST, "There is a late surgery on Wednesdays.",
           "No doctor could be found for an evening.", ""),
    Matter("Blood tests without two buses, {w}", "body", TRUST, "A nurse takes blood in the ward on Thursdays.",
           "The laboratory’s van cannot come by.", ""),
    Matter("A health visitor whom parents of {w} know", "children", TRUST, "One person now has the ward’s families.",
           "Posts are filled for the borough as a whole.", "Four different people in a year."),
    Matter("Letters from the hospital in plain words", "services", TRUST, "Letters of two clinics were rewritten.",
           "The wording is laid down nationally.", ""),
    Matter("Somebody to talk to without waiting half a year", "mind", THERAPY,
           "A group begins every month; nobody waits longer than five weeks for it.",
           "The wait is the same everywhere.", ""),
    Matter("Damp in the flats of {s}", "homes", HOMES, "Fans were put into eleven flats and walls treated.",
           "The surveyor found no fault in the building.", "Children cough all winter."),
    Matter("Lights in the stairwells of {s}", "homes", HOMES, "They were mended, and a number hangs beside them.",
           "They are to be replaced with the wiring in two years.", ""),
    Matter("A place to lock bicycles, {s}", "travel", HOMES, "A shed for twenty stands in the yard.",
           "There is no room that is not a way of escape.", ""),
    Matter("Repairs on a day that is kept", "homes", HOMES, "Tenants choose a morning and get a message.",
           "Repairs are given out by the week; a day cannot be promised.", ""),
    Matter("Motorbikes on the green at night, {w}", "place", POLICE, "Patrols came by for a month and it stopped.",
           "Officers cannot be sent before somebody rings at the time.", ""),
    Matter("An officer whom one can name, {w}", "place", POLICE, "Two officers and their number are on every board.",
           "Officers change with their shifts.", ""),
    Matter("The last bus to {w} leaves too early", "travel", BUSES, "A bus at ten past ten was added.",
           "Nobody pays for a later bus.", "Late shifts end at ten."),
    Matter("The bus stop at {s} has no seat", "travel", BUSES, "A seat and a roof were put up.",
           "The pavement is too narrow.", ""),
    Matter("A warm place for carers of {w}", "disability", CARE, "The day centre is open to carers on Fridays.",
           "The day centre has no staff to spare.", ""),
    Matter("Forms for help at home take months", "older", CARE, "One visit decides now, within three weeks.",
           "The form is set by law.", ""),
    Matter("Holiday meals for children, {w}", "food", SCHOOLS, "The school kitchen opens for four weeks in summer.",
           "The school’s kitchen is rebuilt every summer.", ""),
    Matter("The hall of the school for groups in the evening", "place", SCHOOLS,
           "Groups have it on three evenings and pay for heating only.", "The caretaker’s hours do not allow it.", ""),
    Matter("A youth worker for {s}", "young", SCHOOLS, "", "Youth work is bought for the borough as a whole.",
           "Young people sit in the stairwells."),
)  # fmt: skip
REPLIES = {
    "answer": "We have looked into it and will say by when it can be decided.",
    "answered": "It was explained how it stands and whom to ask in future.",
    "agreed": "It will be done in the coming year; the residents are told when.",
    "holding": "Thank you. The matter is with the team concerned.",
}
HELD_BACK = "The trust is considering how residents can be heard."
WITHDRAWN = "Those who raised it have moved away, and nobody else wants to go on with it."
