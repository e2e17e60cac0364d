"""Resources, what their properties say and what these refer to: the only readers of raw values."""
