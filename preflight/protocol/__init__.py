"""What engine, program and pack say to each other: values on the wire, URNs, registrations, channels."""
