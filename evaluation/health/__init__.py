"""Official health statistics beside what changed in community life."""
