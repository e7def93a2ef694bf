"""Papers put together at random: questions, order, wording and places drawn anew for each, nothing rendered.

Layouts that somebody drew are few; a model of what stands around an answer learns from some thousands of these
which words ask and where an answer stands, and is measured on drawn layouts only.
"""
