"""Single defects put into the pack and the components, and whether a test notices: `make mutation`."""
