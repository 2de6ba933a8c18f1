"""Early life support: incidents of a region and component while a release is new there, found from either end."""
