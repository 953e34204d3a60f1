"""The fixed lists of the community registers: what groups are about, how people work with communities."""

# What a group is about, and what an issue is about. B3 counts how many of these have a group.
THEMES = (
    ("arts", "Arts, music and culture"),
    ("children", "Children and parents"),
    ("young", "Young people"),
    ("older", "Older people"),
    ("food", "Food and cooking"),
    ("green", "Gardens, nature and environment"),
    ("sport", "Sport and exercise"),
    ("body", "Physical health conditions"),
    ("mind", "Mental health and wellbeing"),
    ("disability", "Disability and carers"),
    ("company", "Friendship and befriending"),
    ("faith", "Faith and belief"),
    ("heritage", "Shared heritage or language"),
    ("women", "Women’s groups"),
    ("men", "Men’s groups"),
    ("lgbt", "LGBT+ people"),
    ("learning", "Learning and skills"),
    ("money", "Work, money and advice"),
    ("homes", "Housing and tenants"),
    ("place", "Streets, safety and the neighbourhood"),
    ("travel", "Getting about"),
    ("services", "Local services and health care"),
    ("other", "Something else"),
)

# Four ways of working with communities for health, after the King's Fund's overview.
APPROACHES = (
    ("development", "Community development"),
    ("commissioning", "Community commissioning"),
    ("design", "Communities in service design"),
    ("pathways", "Community organisations in pathways of care"),
)

# What a fieldworker does on a visit.
WORK_KINDS = (
    ("support", "Supported a group"),
    ("listening", "Listened to residents"),
    ("brokering", "Brought people together"),
    ("outreach", "Reached people new to it"),
    ("training", "Trained"),
    ("other", "Something else"),
)
