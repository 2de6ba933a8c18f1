"""Need: from a clinician's wish to what came of it in each region."""
