"""API Gateway: APIs with their methods, stages, integrations, authorizers, domains and links."""
