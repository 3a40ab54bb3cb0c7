"""When a team is there: wall-clock hours, closures, and the arithmetic of open time."""
