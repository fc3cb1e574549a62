"""The operator's settings from config files, guard rails above all."""
