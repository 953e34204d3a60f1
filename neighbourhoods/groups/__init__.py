"""Groups: whether they count, how each was on a day, their careers, and which may be one group twice."""
