"""Every change of state of the survey room, one function each."""
