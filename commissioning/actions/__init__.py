"""Every change of state of the commissioning room, a module for each thing that changes."""
