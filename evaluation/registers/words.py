"""What to do where nothing is on record: how each register begins."""

from evaluation.registers.counting import NEEDS
from evaluation.registers.state import GROUPS, HUBS, INPUT, ISSUES, LINKS, MONEY, SPACES

FIRST_STEP = {
    GROUPS: "Record the groups that are there, or confirm the register of groups if there are none.",
    LINKS: "Record which groups work together, or confirm the register of groups if none do.",
    HUBS: "Record groups and assets, or confirm their registers if there are none.",
    SPACES: "Record the meeting spaces, or confirm the register of assets if there are none.",
    MONEY: "Record grant schemes and grants, or confirm the register of assets if there are none.",
    INPUT: "Deploy the team, record the work of others, or confirm that there is none.",
    ISSUES: "Record the issues that residents and groups raise.",
}


def first_step(code):
    """What to do first so that a register indicator has a figure; nothing for one that is not counted here."""
    needs = NEEDS.get(code, ())
    return next((FIRST_STEP[need] for need in needs if need in FIRST_STEP), "")
