"""The published files that a programme is made of, and what to say where they do not fit."""


class FilesMissing(Exception):
    """Files that a programme is made of are not in the folder; the message names them all."""


class FilesRefused(Exception):
    """A published file has faults; the message says where the first is, and nothing was loaded."""


def read_files(folder, names):
    """The bytes of each file of `folder` by its name. Raises FilesMissing with all that are not there."""
    if missing := [name for name in names if not (folder / name).is_file()]:
        raise FilesMissing(f"Not in {folder}: {', '.join(missing)}.")
    return {name: (folder / name).read_bytes() for name in names}


def refuse_faults(filename, faults):
    """Raise FilesRefused if there are `faults`, lists of line or row, column, value and reason."""
    if not faults:
        return
    line, column, value, reason = faults[0]
    place = ", ".join(filter(None, [f"line {line}" if line else "", column, value and f"“{value}”"]))
    count = f"{len(faults):,} faults, first" if len(faults) > 1 else "a fault,"
    raise FilesRefused(f"{filename} has {count} at {place or 'the file'}: {reason}")
