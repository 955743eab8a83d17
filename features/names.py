"""What a version and a recipe published beside others may be called: part of a file's name, never a path."""

NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
