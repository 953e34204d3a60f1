"""What Harbourside's groups do: what each kind of activity is called, what it is about, and how big it usually is.

All invented. In names, {w} is the ward and {s} a street or corner of it.
"""

from typing import NamedTuple

GRASS, CLUB, FAITH, HUB = "grass-roots", "association", "faith", "hub"


class Activity(NamedTuple):
    """Something that people do together; `members` is the usual number of them, 0 for what has none."""

    names: tuple[str, ...]
    themes: tuple[str, ...]
    kind: str
    members: int
    about: str
    health: bool | None = False


ACTIVITIES = (
    Activity(("{w} Lunch Club", "{s} Dinner Table"), ("food", "older", "company"), GRASS, 26,
             "A cooked meal once a week for whoever comes, and a lift for those who need one.", True),
    Activity(("{s} Tenants and Residents", "{w} Tenants’ Association"), ("homes", "place"), CLUB, 44,
             "Speaks for the people of the estate, and holds a summer day on the green."),
    Activity(("{w} Parents’ Morning", "{s} Toddlers"), ("children", "company"), GRASS, 18,
             "Parents and carers with small children; tea, toys, and people who know how it is."),
    Activity(("{w} Walkers", "{s} Sunday Walk"), ("sport", "company"), GRASS, 21,
             "Walks of an hour at an easy pace. Dogs are welcome.", True),
    Activity(("{w} Allotment Society", "{s} Growers"), ("green", "food"), CLUB, 32,
             "Plots, seed swaps, and a shed with tools that anybody may borrow."),
    Activity(("{w} Singers", "{s} Choir"), ("arts", "mind"), CLUB, 29,
             "Sings what its members bring along. Nobody has to read music.", True),
    Activity(("{w} Football Juniors", "{s} Rovers"), ("sport", "young"), CLUB, 62,
             "Girls’ and boys’ teams from seven upwards, coached by parents.", True),
    Activity(("{w} Fishing Club", "{s} Anglers"), ("sport", "company", "men"), CLUB, 34,
             "Keeps the bank, shares rods, and takes beginners out on Saturdays.", False),
    Activity(("{w} Repair Table", "{s} Menders"), ("green", "learning", "company"), GRASS, 12,
             "Mends what people bring, together with them."),
    Activity(("{w} Carers’ Hour", "{s} Carers"), ("disability", "company"), GRASS, 14,
             "People who look after somebody at home meet without them for an hour.", True),
    Activity(("{w} Women Together", "{s} Sisters"), ("women", "mind", "learning"), GRASS, 19,
             "Women of all ages; languages, crafts, and help with forms.", True),
    Activity(("{w} Men’s Bench", "{s} Workshop"), ("men", "mind"), GRASS, 15,
             "Men who work with wood side by side and talk if they like.", True),
    Activity(("{w} Book Circle", "{s} Readers"), ("learning", "company"), GRASS, 11,
             "A book a month, read at home, in large print or by ear."),
    Activity(("{w} Over-Sixties", "{s} Evergreens"), ("older", "company"), CLUB, 38,
             "Cards, outings and a birthday list."),
    Activity(("{w} Youth Council", "{s} Youth"), ("young", "place"), GRASS, 13,
             "Young people who want a say in what is built and cut around them."),
    Activity(("{w} Street Party Committee", "{s} Neighbours"), ("place", "company"), GRASS, 17,
             "Looks in on one another, and closes the street to cars once a year."),
    Activity(("{w} Gospel Hall Friends", "Friends of {s} Chapel"), ("faith", "food"), FAITH, 52,
             "Worship, a food cupboard, and a warm room in winter."),
    Activity(("{w} Mosque Families", "{s} Prayer Circle"), ("faith", "heritage", "children"), FAITH, 47,
             "Prayer, homework help, and a shared meal in the month of fasting."),
    Activity(("{w} Stroke Friends", "{s} Breathers"), ("body", "company"), GRASS, 16,
             "People after a stroke or with bad lungs exercise together and compare notes.", True),
    Activity(("{w} Dance Floor", "{s} Tea Dance"), ("arts", "sport", "older"), CLUB, 27,
             "An afternoon of dances that most people know.", True),
    Activity(("{w} Green Team", "Friends of {s} Park"), ("green", "place"), GRASS, 20,
             "Litter, bulbs and benches, on the first Saturday of the month."),
    Activity(("{w} Bowls", "{s} Bowling Club"), ("sport", "older"), CLUB, 41,
             "A green, a roller and a rota. Beginners on Thursdays.", True),
    Activity(("{w} Credit Savers", "{s} Savers"), ("money",), CLUB, 55,
             "Saves together and lends small sums at a fair price."),
    Activity(("{w} Polish Saturday School", "{s} Mother Tongue"), ("heritage", "children", "learning"), CLUB, 36,
             "Children learn the language of their grandparents."),
    Activity(("{w} Low Mood Café", "{s} Open Door"), ("mind", "company"), GRASS, 14,
             "For people who find the day hard. Nobody asks why.", True),
    Activity(("{w} Boxing Gym", "{s} Amateur Boxing"), ("sport", "young", "mind"), CLUB, 48,
             "Training for anybody from ten upwards, and a kitchen that is always busy.", True),
    Activity(("{w} Local History", "{s} Archive"), ("heritage", "learning"), CLUB, 18,
             "Collects photographs and what people remember."),
    Activity(("{w} Bus Users", "{s} Bus Watch"), ("travel", "services"), GRASS, 9,
             "Counts buses that do not come, and tells those who run them."),
    Activity(("{w} Flood Watch", "{s} River Wardens"), ("place", "services"), GRASS, 13,
             "Knows who has to be rung when the water rises."),
    Activity(("{w} Surgery Patients", "{s} Patients’ Table"), ("services", "body"), GRASS, 10,
             "Patients who meet the practice every second month.", True),
    Activity(("{w} Rainbow Evening", "{s} Pride"), ("lgbt", "company"), GRASS, 15,
             "A friendly evening a month, and somebody to come out to."),
    Activity(("{w} Sewing Room", "{s} Stitchers"), ("arts", "learning", "women"), GRASS, 13,
             "Machines, scraps and patience."),
    Activity(("{w} Camera Club", "{s} Lens"), ("arts", "company"), CLUB, 16,
             "Walks with cameras and a show in the library."),
    Activity(("{w} Food Share", "{s} Pantry"), ("food", "money"), GRASS, 23,
             "Shops’ surplus for a pound a bag, and recipes for what nobody knows.", True),
    Activity(("{w} Swap Shop", "{s} Swap"), ("money", "green"), GRASS, 12,
             "Children’s clothes and school uniforms change hands."),
    Activity(("{w} Good Neighbours", "{s} Lifts"), ("company", "travel", "older"), GRASS, 22,
             "Lifts, shopping and light bulbs for those who cannot.", True),
    Activity(("{w} Drama", "{s} Players"), ("arts", "young"), CLUB, 24,
             "A play a year, written by those who act in it."),
    Activity(("{w} Cyclists", "{s} Wheels"), ("sport", "travel"), GRASS, 17,
             "Rides for beginners and a stand that mends punctures.", True),
    Activity(("{w} Diabetes Kitchen", "{s} Sugar Club"), ("body", "food"), GRASS, 11,
             "Cooks and shops together, and checks feet.", True),
    Activity(("{w} Learning Disability Social", "{s} Social"), ("disability", "company"), GRASS, 20,
             "A disco a month and a committee that runs it.", True),
)  # fmt: skip
# Not community groups: services, both at once, businesses, and people on their own.
SERVICES = (
    Activity(("{w} Advice Service", "{w} Family Centre", "{w} Health Visitors’ Clinic", "{w} Learning Centre"),
             ("services", "money"), "charity", 0, "A service with staff and opening hours."),
)  # fmt: skip
BOTH = (
    Activity(("{w} Community Rooms", "{w} Settlement", "{w} Development Trust"), ("place", "services"), "anchor", 70,
             "Rooms, advice and a café, run by a board of residents with paid staff.", None),
    Activity(("{w} Time Bank",), ("company", "learning"), "time-bank", 64,
             "An hour for an hour; nothing costs money.", True),
    Activity(("{w} Café Works", "{w} Bicycle Works"), ("money", "food"), "enterprise", 12,
             "A business whose profit goes into places to learn.", None),
)  # fmt: skip
ALONE = (
    Activity(("The piano teacher of {s}", "The gardener of {s}"), ("arts", "green"), "individual", 0,
             "One person who gives time to neighbours."),
    Activity(("A retired nurse in {s}",), ("body", "company"), "connector", 0,
             "Somebody who would like to start something with others.", True),
)  # fmt: skip
# What a group about each theme hopes for, has done and struggles with: of all that it is about, the first is told.
WANTS = {
    "food": "A second day a week, and a freezer of its own.",
    "homes": "A room on the estate, with a key of its own.",
    "children": "An hour for fathers, and somebody who knows about sleep.",
    "sport": "A changing room for girls, and two more coaches.",
    "green": "Water on the site, and a path that wheels can use.",
    "arts": "A concert in each street, and a piano that holds its tune.",
    "older": "An outing every month, and people to fetch those who stay in.",
    "mind": "To be there on Sundays too, when the week is longest.",
    "faith": "To open the warm room on five days.",
    "place": "Slower cars, and a notice board that somebody reads.",
    "disability": "A place that stays warm, and a sitter for the evening.",
    "body": "A nurse who comes by once a month.",
}
DID = {
    "food": "Cooked through the winter without a day off.",
    "homes": "Got the lights in the stairwells mended.",
    "children": "Ten families stay in touch between the mornings.",
    "sport": "A girls’ team for the first time.",
    "green": "Took over a plot that had been a tip.",
    "arts": "Sang and played at the library’s open day.",
    "older": "Everybody on the list was rung in the cold week.",
    "mind": "Two people who came to be helped now run the evening.",
    "faith": "The food cupboard is open to all, whatever they believe.",
    "place": "The council answered within a month for the first time.",
    "disability": "Six carers went away for a weekend.",
    "body": "The surgery now tells patients of it.",
}
STRUGGLES = {
    "food": "The cooker is old, and the rent went up.",
    "homes": "The same four people do everything.",
    "children": "The room is cold, and prams stand in the corridor.",
    "sport": "Coaches are short, and pitches dear.",
    "green": "Tools get stolen.",
    "arts": "The leader wants to stop and nobody has come forward.",
    "older": "Every winter some can no longer come.",
    "mind": "It is hard to find a place where nobody walks in.",
    "faith": "The roof.",
    "place": "Replies come late or not at all.",
    "disability": "Transport costs more than the afternoon.",
    "body": "Numbers go down whenever the surgery changes its staff.",
}
OTHERWISE = {
    "wants": "A few more people, and one who likes paperwork.",
    "did": "Came through the year with more people than it began with.",
    "struggles": "Too few hands for what it would like to do.",
}
NOBODY_FOLLOWED = "Its leader has left, and nobody knows yet who speaks for it now."
# Two corners of each ward, in the order of WARDS; no two wards share one.
CORNERS = (
    ("Lantern Street", "Fair Bank"), ("Sails Close", "Quern Lane"), ("Signal Road", "Bracken Rise"),
    ("Cloister Way", "Mead End"), ("Ash Bottom", "Kiln Copse"), ("Reed Lane", "Fen Gate"),
    ("Weedrack", "Kelp Row"), ("Dawn Street", "East Gate"), ("Race Side", "Grindstone"),
    ("Heron Bank", "Jib Street"), ("Ferncliffe", "Upper Warren"), ("Hoop Yard", "Stave Lane"),
    ("Saint’s Well", "Brannoc Green"), ("Lower Fold", "Shearing Lane"), ("Bark Street", "Hide Yard"),
    ("Hemp Lane", "Twine Street"), ("Lime Pit", "Draw Lane"), ("Old Quay", "Capstan Square"),
    ("Strand Top", "Shingle Walk"), ("Links Road", "Gorse Avenue"), ("Thorn End", "Sea View"),
    ("Sluice Lane", "Marsh Street"), ("Dry Dock", "Caulker’s Row"), ("Castle Steps", "Ferry Landing"),
    ("Strand Foot", "Pebble Row"), ("Dune Road", "Marram Bank"), ("Toll Bridge", "Holm Lane"),
    ("West Quay", "Chandler’s Court"), ("East Quay", "Bollard Street"), ("Long Groyne", "Cockle Row"),
)  # fmt: skip
