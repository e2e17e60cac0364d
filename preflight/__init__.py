"""The offline engine: runs a Pulumi program, answers as the provider's preview does, and asks policy packs."""
