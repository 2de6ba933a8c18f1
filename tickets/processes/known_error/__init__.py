"""Known error: what is known of a fault until it is mended, with a workaround for everyone who meets it."""
