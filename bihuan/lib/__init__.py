"""Small, pure building blocks shared by the whole product; nothing here knows the domain."""
