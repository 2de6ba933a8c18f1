"""Service requests (Tjänsteförfrågan): what is ordered of the catalogue, from order to accepted delivery."""
