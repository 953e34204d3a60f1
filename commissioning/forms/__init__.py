"""Forms of the commissioning room."""
