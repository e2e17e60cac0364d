"""What a change does to requests while it is applied, from its plan and the request paths of a pack."""
