"""What is printed on paper: documents set by typst as tagged PDF, from layouts (.typ) beside their modules."""
