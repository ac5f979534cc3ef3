"""Scripts for whoever works on the house. Nothing here is shipped or imported by the product."""
