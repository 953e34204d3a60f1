"""The directory of groups: as members search it, as a table of gaps, as files, and as the public reads it."""
