"""`handrail doctor`: everything a desk stands on, looked at once, with what to do about it."""
