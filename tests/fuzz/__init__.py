"""What nobody would think of sending: calls, requests and words by the thousand."""
