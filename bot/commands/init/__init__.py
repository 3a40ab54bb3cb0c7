"""`handrail init`: from an empty folder to a desk that only misses its tokens."""
