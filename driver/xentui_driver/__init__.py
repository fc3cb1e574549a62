"""What a dom0 can be asked and told, in values; standard library only, no terminal."""
