"""The register of deviations from what is joint ("avvikelse från lika", N9): each with its owner and last day."""
