"""A desk under fire: real processes that are killed, paused and lied to, and a history that must
come out right all the same. `python -m tests.chaos --help` runs as much of it as you like.
"""
