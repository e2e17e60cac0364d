"""What a configuration of a policy pack comes to: checked, begun from a profile, and its waivers."""
