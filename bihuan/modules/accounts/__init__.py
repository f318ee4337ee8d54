"""Getting in: first passwords, invitations, registration, second factors, sign-ins, sign-on."""
