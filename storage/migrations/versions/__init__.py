"""One module a step; a step works with the previous release's code."""
