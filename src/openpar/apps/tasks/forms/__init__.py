"""What people type, read and checked before a service is called."""
