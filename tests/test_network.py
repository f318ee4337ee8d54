"""The tests themselves reach no other machine."""

import socket

import pytest

from tests.conftest import NetworkReached

# RFC 5737 and RFC 6761 keep these for documentation: nobody answers there.
OUTSIDE_ADDRESS, OUTSIDE_NAME = "192.0.2.1", "host.invalid"


@pytest.mark.parametrize("host", [OUTSIDE_ADDRESS, OUTSIDE_NAME])
def test_a_connection_to_another_machine_is_refused_at_once(host: str) -> None:
    with socket.socket() as connection, pytest.raises(NetworkReached, match=host):
        connection.connect((host, 80))


@pytest.mark.parametrize("host", [OUTSIDE_ADDRESS, OUTSIDE_NAME])
def test_the_quiet_form_of_connecting_is_refused_as_well(host: str) -> None:
    with socket.socket() as connection, pytest.raises(NetworkReached, match=host):
        connection.connect_ex((host, 80))


def test_a_connection_to_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        connection = socket.create_connection(address)
        assert connection.getpeername() == address
        connection.close()
