"""What managers read: the week in figures and pictures."""
