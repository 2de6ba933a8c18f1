"""National programme areas: the register of them, and the tag that needs and changes carry."""
