"""Why a store cannot be opened or used, as sentences for an operator."""


class StoreError(Exception):
    """The store cannot be used like this."""
