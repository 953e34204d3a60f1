"""What leaves a programme for other programs: its figures and registers as files, and keys to read them by."""
