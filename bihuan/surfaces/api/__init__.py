"""The API for programs (接口): a table of calls, the tokens they act with, and webhooks."""
