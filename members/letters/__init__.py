"""Letters: what may be written (`registry`), writing one (`outbox`), sending it (`delivery`)."""
