"""Making a questionnaire: first words, what a new version takes over, how long it takes, its translations."""
