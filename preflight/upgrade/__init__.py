"""What another version of a policy pack says of the same stacks."""
