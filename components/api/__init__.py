"""API Gateway: APIs, their routes, links to backends, and who may call."""
