"""Cards, letters and notices: compose, render, send."""
