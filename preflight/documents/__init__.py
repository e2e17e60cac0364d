"""Files that people and tools write, read strictly: YAML and JSON, each by one reader, with one form of error."""
