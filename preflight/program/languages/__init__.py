"""What runs programs: one module a language, behind one contract (`language`)."""
