"""What is held of a person: where texts are stored, how a person is looked for, and what is found."""
