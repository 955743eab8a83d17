"""The ranking path: visitor → sources → filters → ranker. Used by page, batch and evaluation alike; knows no web."""
