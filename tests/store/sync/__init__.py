"""What a computer sends of its database and takes in."""
