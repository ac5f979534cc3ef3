"""What may this person see? Every selector starts from the actor."""
