"""Every change of state of the neighbourhoods room, one module an aggregate."""
