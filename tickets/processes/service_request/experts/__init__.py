"""Orders that an expert forum decides on, and the register of templates that its decisions lead to."""
