"""Explanations of connections that were really refused."""

from __future__ import annotations

import smtplib
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import Explanation

    Explained = Callable[[Callable[[], object]], Explanation | None]


def told(explanation: Explanation | None) -> Explanation:
    assert explanation is not None
    return explanation


def outcomes(explanation: Explanation) -> list[tuple[str, str]]:
    return [(step.name, step.outcome) for step in explanation.steps]


def run_next(explanation: Explanation, namespace: dict[str, Any]) -> None:
    """Run the suggested code, as a learner would in the next cell."""

    class Tidy(smtplib.SMTP):
        def __del__(self) -> None:
            self.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtplib, "SMTP", Tidy)
        exec(explanation.code, namespace)  # noqa: S102


def test_an_empty_port_of_this_computer_is_named(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    assert said.headline == f"Nothing is listening on port {closed_port} of this computer"
    assert said.layer == "TCP"


def test_the_steps_say_how_far_it_got(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    assert outcomes(said) == [
        ("name", "done"),
        ("connect", "failed"),
        ("greeting", "not reached"),
        ("EHLO", "not reached"),
    ]
    assert "127.0.0.1" in said.steps[0].detail
    assert str(said.steps[1]) == f"connect: refused by port {closed_port}"


def test_all_addresses_of_localhost_are_named(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    for *_, address in socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM):
        assert str(address[0]) in said.steps[0].detail


def test_an_ip_address_is_not_looked_up(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP("127.0.0.1", closed_port)))
    assert said.steps[0].name == "connect"
    assert "of this computer" in said.headline


def test_smtp_ssl_has_tls_on_its_way(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP_SSL("localhost", closed_port)))
    assert ("TLS", "not reached") in outcomes(said)


def test_the_port_in_the_host_is_understood(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP(f"localhost:{closed_port}")))
    assert f"port {closed_port}" in said.headline
    assert str(said.steps[0]).startswith("name: localhost is ")


def test_it_says_that_the_error_is_not_an_smtp_exception(
    explained: Explained, closed_port: int
) -> None:
    said = told(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    assert "`OSError`" in said.why
    assert "`except smtplib.SMTPException` would not catch it" in said.why
    assert not issubclass(ConnectionRefusedError, smtplib.SMTPException)


def test_the_code_to_run_next_makes_a_connection(explained: Explained, closed_port: int) -> None:
    said = told(explained(lambda: smtplib.SMTP("localhost", closed_port)))
    namespace: dict[str, Any] = {}
    run_next(said, namespace)
    assert namespace["server"].sessions.total == 1
    namespace["server"].stop()


def test_a_server_that_is_not_started_is_called_by_its_name(explained: Explained) -> None:
    post_office = LocalServer()
    said = told(explained(lambda: smtplib.SMTP("localhost", post_office.port)))
    assert said.headline == (
        f"Nothing is listening on port {post_office.port}: `post_office` hasn't been started"
    )
    run_next(said, {"post_office": post_office})
    try:
        smtplib.SMTP("localhost", post_office.port).quit()
    finally:
        post_office.stop()


def test_a_stopped_server_is_called_by_its_name_too(explained: Explained) -> None:
    server = LocalServer().start()
    server.stop()
    said = told(explained(lambda: smtplib.SMTP("localhost", server.port)))
    assert said.headline == f"Nothing is listening on port {server.port}: `server` was stopped"
    assert said.code is not None
    assert said.code.startswith("server.start()")


def test_a_server_on_another_port_is_pointed_to(explained: Explained, closed_port: int) -> None:
    with LocalServer() as server:
        said = told(explained(lambda: (server, smtplib.SMTP("localhost", closed_port))))
        assert said.headline == (
            f"Nothing is listening on port {closed_port}: `server` has port {server.port}"
        )
        run_next(said, {"server": server})
        assert server.sessions.total == 2


def test_an_unanswered_address_is_distinguished_from_a_refusal(explained: Explained) -> None:
    with LocalServer() as server, server.answering("localhost", 25):
        said = told(explained(lambda: (server, smtplib.SMTP("smtp.example.com", 587))))
        assert said.headline == (
            "Inside this `with` block, no server answers for smtp.example.com port 587"
        )
        assert "localhost port 25" in said.why
        assert outcomes(said)[0] == ("name", "failed")
        run_next(said, {"server": server, "smtplib": smtplib})
        assert server.sessions.total == 1


def test_a_stopped_server_that_answers_elsewhere_is_found_by_its_real_port(
    explained: Explained,
) -> None:
    server = LocalServer()
    with server.answering("smtp.example.com", 25):
        said = told(explained(lambda: (server, smtplib.SMTP("smtp.example.com"))))
    assert "`server` hasn't been started" in said.headline
    assert said.steps[1].detail == f"refused by port {server.port}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (111, "Connection refused"),
        (61, "Connection refused"),
        (10061, "No connection could be made because the target machine actively refused it"),
        (14, "Connection refused"),
    ],
)
def test_the_systems_error_number_changes_nothing(
    explained: Explained, number: int, words: str
) -> None:
    class Client(smtplib.SMTP):
        def _get_socket(self, *_: Any) -> Any:
            raise ConnectionRefusedError(number, words)

    said = told(explained(lambda: Client("smtp.example.com", 587)))
    assert said.headline == "smtp.example.com refused the connection on port 587"
    assert "111 on Linux, 61 on macOS, 10061 on Windows" in said.why
    assert [face.number for face in said.platforms] == [111, 61, 10061]


def test_a_far_host_is_named_and_not_looked_up_again(
    explained: Explained, far_host: list[str]
) -> None:
    said = told(explained(lambda: smtplib.SMTP("smtp.example.com", 25)))
    assert said.headline == "smtp.example.com refused the connection on port 25"
    assert str(said.steps[0]) == "name: smtp.example.com is 203.0.113.5"
    assert far_host == ["smtp.example.com"]
    assert len(said.alternatives) > 2


@pytest.mark.usefixtures("far_host")
def test_an_error_at_an_email_port_without_smtplib_is_explained(explained: Explained) -> None:
    said = told(explained(lambda: socket.create_connection(("smtp.example.com", 587))))
    assert "port 587" in said.headline


def test_an_error_at_a_local_servers_port_without_smtplib_is_explained(
    explained: Explained,
) -> None:
    server = LocalServer()
    said = told(explained(lambda: socket.create_connection(("localhost", server.port))))
    assert said.code == "server.start()"


def test_a_refused_connection_to_another_service_is_not_explained(
    explained: Explained, closed_port: int
) -> None:
    assert explained(lambda: socket.create_connection(("localhost", closed_port))) is None


def test_a_running_server_does_not_make_every_refusal_about_email(
    explained: Explained, closed_port: int
) -> None:
    with LocalServer() as server:
        assert (
            explained(lambda: (server, socket.create_connection(("localhost", closed_port))))
            is None
        )


def test_a_refusal_behind_another_error_is_found(explained: Explained, closed_port: int) -> None:
    def forgot_that_there_is_no_client() -> None:
        try:
            client = smtplib.SMTP("localhost", closed_port)
        finally:
            client.quit()

    said = told(explained(forgot_that_there_is_no_client))
    assert said.why.startswith("This is about the `ConnectionRefusedError`, which came first.")


def test_a_suppressed_refusal_is_not_explained(explained: Explained, closed_port: int) -> None:
    def raises_from_none() -> None:
        try:
            smtplib.SMTP("localhost", closed_port)
        except OSError:
            raise ValueError("no server") from None

    assert explained(raises_from_none) is None
