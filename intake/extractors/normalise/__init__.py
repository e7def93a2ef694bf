"""From what is printed to one agreed form: dates, names, numbers, addresses, levels, organisations."""
