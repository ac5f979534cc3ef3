"""What the tasks room tells the house about itself."""
