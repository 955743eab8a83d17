"""The ranking path: visitor → sources → filters → ranker, for page, batch and evaluation; knows no web."""
