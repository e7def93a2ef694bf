"""What a sender puts together, drawn at random: situation by situation, with the truth beside it."""
