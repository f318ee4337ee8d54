"""The ways messages leave the product: mail, short messages, office chats."""
