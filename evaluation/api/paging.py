"""Long lists a page at a time, with the links to the neighbouring pages."""

from math import ceil

from ninja import Field, Schema
from ninja.errors import HttpError
from ninja.pagination import PaginationBase

MOST = 5_000


class Pages(PaginationBase):
    """Pages by number. The items may be anything that has a length and can be sliced."""

    class Input(Schema):
        page: int = Field(1, ge=1, description="Number of the page, from 1.")
        size: int = Field(1_000, ge=1, le=MOST, description="Items a page.")

    class Output(Schema):
        items: list
        total: int = Field(description="Items on all pages.")
        page: int
        pages: int
        next: str | None = Field(description="Address of the next page; null on the last.")
        previous: str | None

    def paginate_queryset(self, queryset, pagination, request, **params):
        total, page = len(queryset), pagination.page
        pages = max(ceil(total / pagination.size), 1)
        if page > pages:
            raise HttpError(404, f"There are {pages} pages.")
        first = (page - 1) * pagination.size
        return {
            "items": queryset[first : first + pagination.size],
            "total": total,
            "page": page,
            "pages": pages,
            "next": _address(request, page + 1) if page < pages else None,
            "previous": _address(request, page - 1) if page > 1 else None,
        }


def _address(request, page):
    query = request.GET.copy()
    query["page"] = page
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
