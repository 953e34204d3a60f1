"""Small official files of an invented place with two wards, laid out as published, for tests to spoil."""

import json

from neighbourhoods.reading import Places

NORTH, SOUTH = "E05000001", "E05000002"
NAMES = {NORTH: "Quay North", SOUTH: "Quay South"}
SMALL_AREAS = {"E01000001": NORTH, "E01000002": NORTH, "E01000003": SOUTH}
PLACES = Places(names=NAMES, vintage="2017", small_areas=SMALL_AREAS)

LOOKUP = """lsoa11cd,wd17cd,wd17nm,lad17cd,lad17nm
E01000001,E05000001,Quay North,E07000001,Quay
E01000002,E05000001,Quay North,E07000001,Quay
E01000003,E05000002,Quay South,E07000001,Quay
"""
PLACE_HEADINGS = ",".join(
    [
        "LSOA code (2011)",
        "LSOA name (2011)",
        "Local Authority District code (2019)",
        "Local Authority District name (2019)",
    ]
)
IMD = "Index of Multiple Deprivation (IMD)"
FILE_1 = f"""\ufeff{PLACE_HEADINGS},{IMD} Rank,{IMD} Decile
E01000001,Quay 001A,E07000001,Quay,"1,000",1
E01000002,Quay 001B,E07000001,Quay,"5,000",2
E01000003,Quay 002A,E07000001,Quay,"29,199",9
""".replace("\n", "\r\n")
FILE_6 = f"""\ufeff{PLACE_HEADINGS},Total population: mid 2015 (excluding prisoners)
E01000001,Quay 001A,E07000001,Quay,"1,500"
E01000002,Quay 001B,E07000001,Quay,500
E01000003,Quay 002A,E07000001,Quay,"1,200"
""".replace("\n", "\r\n")
WARD_FIGURES = """area_code,area_name,indicator,period,measure,unit,value
E05000001,Quay North,Life expectancy at birth,2020-03-31,Value,Years,79.5
E05000002,Quay South,Life expectancy at birth,2020-03-31,Value,Years,82.1
"""
DEGREES = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def square(west, south=53.4, size=0.1):
    """A closed ring of longitude and latitude."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, name, geometry=None):
    geometry = geometry or {"type": "Polygon", "coordinates": [square(-2.3)]}
    return {"type": "Feature", "properties": {"area_code": code, "area_name": name}, "geometry": geometry}


def geojson(*features, crs=DEGREES):
    """A boundary file, one feature a line from line 4, as bytes."""
    lines = ",\n".join(map(json.dumps, features))
    return f'{{"type": "FeatureCollection",\n"crs": {json.dumps(crs)},\n"features": [\n{lines}\n]}}'.encode()


def boundaries():
    """The two wards: one Polygon, one MultiPolygon."""
    south = {"type": "MultiPolygon", "coordinates": [[square(-2.2)], [square(-2.05, size=0.01)]]}
    return geojson(feature(NORTH, "Quay North"), feature(SOUTH, "Quay South", south))


def age_words(years, last=90):
    """How the census calls an age."""
    if years == 0:
        return "Aged under 1 year"
    return f"Aged {years} year{'' if years == 1 else 's'}{' and over' if years == last else ''}"


def census(codes=(NORTH, SOUTH), male=10, female=11, period="2021-03-21"):
    """A count of every age from 0 to 90 and over, `male` and `female` people each."""
    rows = ["area_code,area_name,geography,period,indicator,measure,unit,age,sex,value"]
    for code in codes:
        for years in range(91):
            start = f"{code},{NAMES.get(code, 'Elsewhere')},Electoral ward,{period},Residents,Count,Persons"
            counts = (("All persons", male + female), ("Female", female), ("Male", male))
            rows += [f"{start},{age_words(years)},{sex},{residents}" for sex, residents in counts]
    return "\n".join(rows) + "\n"


# A Fingertips download: England and a district as parents, two wards, each column as it is published.
FINGERTIPS_HEADINGS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles,"
    "Time period Sortable,New data,Compared to goal,Time period range"
)
_GOOD_HEALTH = '9001,"Good health, self-reported (%)"'
_ADMISSIONS = "9002,Emergency admissions"
_NORTH = "E07000001,Quay,E05000001,Quay North,Wards"
_SOUTH = "E07000001,Quay,E05000002,Quay South,Wards"
_OLDER = "Persons,75+ yrs,Deprivation,Most deprived,2018/19 - 20/21"
_2021 = ",,,20210000,,,1y"
FINGERTIPS = f"""\ufeff{FINGERTIPS_HEADINGS}
{_GOOD_HEALTH},,,E92000001,England,England,Persons,All ages,,,2021,81.7,81.6,81.8,,,"4,600,000","5,630,000",,{_2021}
{_GOOD_HEALTH},E92000001,England,E07000001,Quay,Districts,Persons,All ages,,,2021,79,78.1,79.9,,,7900,10000,,{_2021}
{_GOOD_HEALTH},{_NORTH},Persons,All ages,,,2021,74.25,72.1,76.3,,,"1,485","2,000",,{_2021}
{_GOOD_HEALTH},{_SOUTH},Persons,All ages,,,2021,0,0,0.4,,,0,900,Value estimated,{_2021}
{_GOOD_HEALTH},{_NORTH},Female,All ages,,,2021,75,,,,,,,,{_2021}
{_ADMISSIONS},{_NORTH},{_OLDER},"1,234.5",,,,,,,,,,,20180000,,,3y
{_ADMISSIONS},{_SOUTH},{_OLDER},0,0,0,,,0,900,Value suppressed for disclosure control,,,,20180000,,,3y
"""
