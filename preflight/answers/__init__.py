"""What a program is answered that asks for something which exists already: what is known, given in a file, made up."""
