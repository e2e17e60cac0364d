"""What answers an API's requests: one kind of backend a file."""
