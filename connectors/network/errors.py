"""Why the guard refused an address or an answer."""


class EgressRefused(Exception):
    """A request that must not leave. Nothing was sent.

    `code`: invalid_url, not_https, port_not_allowed, userinfo_in_url, host_not_allowed or private_address.
    """

    def __init__(self, code: str, person_message: str) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message


class AnswerRefused(Exception):
    """An answer that we stopped reading: answer_too_large or answer_encoded. The request had been sent."""

    def __init__(self, code: str, person_message: str) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message
