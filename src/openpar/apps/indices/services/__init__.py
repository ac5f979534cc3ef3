"""What happens when somebody decides."""
