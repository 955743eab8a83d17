"""A page: shelves as data, composed from what the engine ranks, with a reason for every product."""
