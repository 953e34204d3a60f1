"""What a programme knows of its areas, as the readers of files ask for it."""

from neighbourhoods.models import Neighbourhood, SmallArea
from neighbourhoods.reading import Places


def places_of(programme):
    """The codes of `programme`'s neighbourhoods and small areas. Two queries."""
    areas = Neighbourhood.objects.filter(programme=programme).values_list("code", "name", "vintage")
    small_areas = SmallArea.objects.filter(programme=programme).values_list("code", "neighbourhood__code")
    vintages = {vintage for _, _, vintage in areas}
    return Places(
        names={code: name for code, name, _ in areas},
        vintage=vintages.pop() if len(vintages) == 1 else "",
        small_areas=dict(small_areas),
        programme=programme.slug,
    )
