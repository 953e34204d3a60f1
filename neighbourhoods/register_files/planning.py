"""Which reader a file of groups or grants is for, and its plan, whatever is wrong with it."""

from commissioning.reading.faults import Fault, UnreadableFile
from neighbourhoods.models import RegisterFile
from neighbourhoods.register_files.charities import plan_charities
from neighbourhoods.register_files.grants import plan_grants
from neighbourhoods.register_files.groups import plan_groups
from neighbourhoods.register_files.plan import Plan

PLANNERS = {
    RegisterFile.Kind.GROUPS: plan_groups,
    RegisterFile.Kind.CHARITIES: plan_charities,
    RegisterFile.Kind.GRANTS: plan_grants,
}
ONLY_GRANTS = "This is JSON, in which only grants can be read. Choose “Grants” if that is what it holds."


def plan_for(programme, kind, content, *, with_look_alikes=True):
    """The Plan of importing the bytes of a file; a file that cannot be read has one fault without a row.

    Comparing every name with every other takes longest, and changes nothing: an import can do without.
    """
    try:
        if kind != RegisterFile.Kind.GRANTS and content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            raise UnreadableFile(ONLY_GRANTS)
        return PLANNERS[kind](programme, content, with_look_alikes=with_look_alikes)
    except UnreadableFile as error:
        return Plan(faults=[Fault(None, "", "", str(error))])
