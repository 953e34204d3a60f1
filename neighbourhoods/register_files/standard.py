"""What 360Giving 1.4 says of a grant: its fields, their titles in a spreadsheet, and what each may hold.

The published schema is checked against in the tests; this is what the product reads and writes of it. Fields about
people (contact names, telephone numbers, e-mail and street addresses, grants to individuals) are left out on purpose.
"""

import re
from dataclasses import dataclass, field

from neighbourhoods.register_files.codelists import COUNTRIES, CURRENCIES

VERSION = "1.4"
DAY = re.compile(r"\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])")
MONTH = re.compile(r"\d{4}(-(0[1-9]|1[012]))?")
MOMENT = re.compile(DAY.pattern + r"[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?")


@dataclass(frozen=True)
class Leaf:
    """A field that holds one value: a text, a number, money, a day, a moment, a web address, or a code of a list."""

    title: str
    kind: str = "text"
    codes: frozenset = frozenset()


@dataclass(frozen=True)
class Part:
    """A field that holds a list of things with fields of their own."""

    title: str
    fields: dict = field(default_factory=dict)


MODIFIED = Leaf("Last Modified", "moment")
EVENT = {
    "title": Leaf("Title"),
    "startDate": Leaf("Start Date", "about when"),
    "endDate": Leaf("End Date", "about when"),
    "duration": Leaf("Duration (months)", "count"),
    "description": Leaf("Description"),
    "dateModified": MODIFIED,
}
LOCATION = {
    "id": Leaf("Identifier"),
    "name": Leaf("Name"),
    "countryCode": Leaf("Country Code", "code", COUNTRIES),
    "latitude": Leaf("Latitude", "number"),
    "longitude": Leaf("Longitude", "number"),
    "description": Leaf("Description"),
    "geoCode": Leaf("Geographic Code"),
    "geoCodeType": Leaf("Geographic Code Type"),
    "dateModified": MODIFIED,
}
ORGANISATION = {
    "id": Leaf("Identifier"),
    "name": Leaf("Name"),
    "department": Leaf("Department"),
    "charityNumber": Leaf("Charity Number"),
    "companyNumber": Leaf("Company Number"),
    "addressLocality": Leaf("City"),
    "addressRegion": Leaf("County"),
    "addressCountry": Leaf("Country"),
    "postalCode": Leaf("Postal Code"),
    "alternateName": Leaf("Alternate Name"),
    "description": Leaf("Description"),
    "organisationType": Leaf("Organisation Type"),
    "url": Leaf("Web Address", "web address"),
    "location": Part("Location", LOCATION),
    "dateModified": MODIFIED,
}
PROGRAMME = {
    "code": Leaf("Code"),
    "title": Leaf("Title"),
    "description": Leaf("Description"),
    "url": Leaf("URL", "web address"),
    "dateModified": MODIFIED,
}
CLASSIFICATION = {"vocabulary": Leaf("Vocabulary"), **PROGRAMME}
DOCUMENT = {
    "id": Leaf("Identifier"),
    "title": Leaf("Title"),
    "url": Leaf("Web Address", "web address"),
    "description": Leaf("Description"),
    "documentType": Leaf("Document Type"),
    "dateModified": MODIFIED,
}
GRANT = {
    "id": Leaf("Identifier"),
    "title": Leaf("Title"),
    "description": Leaf("Description"),
    "currency": Leaf("Currency", "code", CURRENCIES),
    "amountAppliedFor": Leaf("Amount Applied For", "money"),
    "amountAwarded": Leaf("Amount Awarded", "money"),
    "amountDisbursed": Leaf("Amount Disbursed", "money"),
    "awardDate": Leaf("Award Date", "day"),
    "url": Leaf("URL", "web address"),
    "plannedDates": Part("Planned Dates", EVENT),
    "actualDates": Part("Actual Dates", EVENT),
    "recipientOrganization": Part("Recipient Org", ORGANISATION),
    "beneficiaryLocation": Part("Beneficiary Location", LOCATION),
    "fundingOrganization": Part("Funding Org", ORGANISATION),
    "grantProgramme": Part("Grant Programme", PROGRAMME),
    "fromOpenCall": Leaf("From An Open Call?", "code", frozenset({"Yes", "No"})),
    "fundingType": Part("Funding Type", CLASSIFICATION),
    "classifications": Part("Classifications", CLASSIFICATION),
    "relatedDocument": Part("Related Document", DOCUMENT),
    "relatedActivity": Leaf("Related Activity", "texts"),
    "dateModified": MODIFIED,
    "dataSource": Leaf("Data Source", "web address"),
    "regrantType": Leaf("For Regrant Type"),
    "locationScope": Leaf("Location Scope"),
}
NEEDED = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
NEEDED_PARTS = ("recipientOrganization", "fundingOrganization")
NEEDED_OF_AN_ORGANISATION = ("id", "name")
# What the standard has and the product does not keep, because it is about people.
PERSON, PERSON_DETAILS = ("recipientIndividual", "Recipient Ind"), ("toIndividualsDetails", "To Individuals Details")
OF_PEOPLE = {
    "contactName": "Contact Name",
    "telephone": "Phone Number",
    "email": "Email",
    "streetAddress": "Street Address",
}
