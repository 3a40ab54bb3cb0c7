"""A small pure desk beside the real one: whatever befalls both, they must agree, on both engines.
`HYPOTHESIS_PROFILE=deep` looks longer.
"""
