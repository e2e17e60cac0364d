"""What the stack says, as plain typed entities, and the request path that they make. Pure: imports no pulumi."""
