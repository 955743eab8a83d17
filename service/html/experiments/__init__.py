"""Definitions and stored analyses of experiments → what people read: sentences, tables, pages, files."""
