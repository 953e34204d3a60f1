"""Planning a survey before it is paid for."""
