"""Major incident: restoring service together when it is gone for many, with one record over all their incidents."""
