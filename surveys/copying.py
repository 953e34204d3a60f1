"""Many rows into one table at once, past the ORM: COPY on PostgreSQL, executemany on SQLite.

For imported and derived rows only: no signals, no history, no validation. Constraints of the database still hold.
"""

import io

from django.db import connection

NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(model, fields, rows):
    """Insert `rows` (sequences in the order of `fields`, plain Python values) into the table of `model`.

    Call it inside a transaction, or half of the rows may stay after an error. Raises IntegrityError where a
    constraint does not hold.
    """
    columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in fields)
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:
                cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(_copy_lines(rows)))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def update_column(model, field, values):
    """Set one column of many rows; `values` is a list of (new value, primary key)."""
    if not values:
        return
    column, table = f'"{model._meta.get_field(field).column}"', f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values

            of_many = f"UPDATE {table} SET {column} = v.new FROM (VALUES %s) AS v(new, id) WHERE {table}.id = v.id"
            with connection.wrap_database_errors:
                execute_values(cursor.cursor, of_many, values, page_size=5_000)
        else:
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", values)


# Values that are not written in COPY's text format as Python writes them, by their type.
AS_COPY_TEXT = {
    str: lambda value: value.translate(ESCAPES),
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: NULL,
}


def _copy_lines(rows):
    """The rows in COPY's text format. Column by column, since a column's values are mostly of one type."""
    columns = [_copy_column(column) for column in zip(*rows, strict=True)]
    line = "\t".join(["%s"] * len(columns))
    return "\n".join([line % row for row in zip(*columns, strict=True)])


def _copy_column(column):
    types = set(map(type, column))
    if types.isdisjoint(AS_COPY_TEXT):
        return column
    if types.isdisjoint(AS_COPY_TEXT.keys() - {type(None)}):
        return [NULL if value is None else value for value in column]
    texts = {value: AS_COPY_TEXT.get(type(value), str)(value) for value in set(column)}
    return [texts[value] for value in column]
