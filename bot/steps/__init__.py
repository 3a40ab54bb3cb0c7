"""What several flows do inside their one transaction. A step never begins one of its own."""
