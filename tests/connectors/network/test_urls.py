"""What the guard refuses by reading the address alone."""

import pytest

from connectors.network import EgressPolicy, EgressRefused, check_url

NOTHING_ALLOWED = EgressPolicy()


@pytest.mark.parametrize(
    "url",
    [
        "https://mcp.example.com/mcp",
        "https://MCP.Example.com",
        "https://mcp.example.com:8443/a?b=c",
        "https://bücher.example/mcp",
        "https://8.8.8.8/mcp",
        "https://[2606:4700:4700::1111]/mcp",
    ],
)
def test_public_https_addresses_pass(url: str) -> None:
    check_url(NOTHING_ALLOWED, url)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://mcp.example.com/mcp", "not_https"),
        ("ftp://mcp.example.com/", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("unix:///run/docker.sock", "not_https"),
        ("mcp.example.com", "not_https"),
        ("https:///path", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("https://user:secret@mcp.example.com/", "userinfo_in_url"),
        ("https://mcp.example.com@127.0.0.1/", "userinfo_in_url"),
        ("https://mcp.example.com\\@127.0.0.1/", "userinfo_in_url"),
        ("https://mcp.example.com:22/", "port_not_allowed"),
        ("https://mcp.example.com:0/", "port_not_allowed"),
        ("https://mcp.example.com:6379/", "port_not_allowed"),
        ("https://mcp.example.com:99999/", "port_not_allowed"),
        ("https://mcp.example.com:abc/", "invalid_url"),
        ("https://mcp.example.com/\r\nhost: x", "invalid_url"),
        ("https://mcp.example.com/" + "a" * 3000, "invalid_url"),
        ("https://１２７.０.０.１/", "invalid_url"),  # noqa: RUF001
        ("https://127.0.0.1.5/", "host_not_allowed"),
        ("https://127.0.0.256/", "invalid_url"),
        ("https://127.0.0.1/", "private_address"),
        ("https://10.1.2.3/", "private_address"),
        ("https://169.254.169.254/latest/meta-data/", "private_address"),
        ("https://0.0.0.0/", "private_address"),
        ("https://[::1]/", "private_address"),
        ("https://[::ffff:127.0.0.1]/", "private_address"),
        ("https://[::ffff:7f00:1]/", "private_address"),
        ("https://[64:ff9b::7f00:1]/", "private_address"),
        ("https://[fe80::1%25eth0]/", "private_address"),
        ("https://2130706433/", "host_not_allowed"),
        ("https://0x7f000001/", "host_not_allowed"),
        ("https://0x7f.0.0.1/", "host_not_allowed"),
        ("https://0177.0.0.1/", "invalid_url"),
        ("https://127.1/", "host_not_allowed"),
        ("https://127.0.1/", "host_not_allowed"),
        ("https://017700000001/", "host_not_allowed"),
        ("https://%31%32%37.0.0.1/", "host_not_allowed"),
        ("https://127.0.0.1./", "host_not_allowed"),
        ("https://mcp.example.com./", "host_not_allowed"),
        ("https://localhost/", "host_not_allowed"),
        ("https://localhost./", "host_not_allowed"),
        ("https://LOCALHOST/", "host_not_allowed"),
        ("https://api.localhost/", "host_not_allowed"),
        ("https://metadata.google.internal/", "host_not_allowed"),
        ("https://printer.local/", "host_not_allowed"),
        ("https://router.home.arpa/", "host_not_allowed"),
        ("https://postgres/", "host_not_allowed"),
        ("https://a..b.com/", "host_not_allowed"),
        ("https://-a.example.com/", "host_not_allowed"),
        ("https://exa mple.com/", "host_not_allowed"),
    ],
)
def test_a_hostile_address_is_refused_before_anything_is_sent(url: str, code: str) -> None:
    with pytest.raises(EgressRefused) as refused:
        check_url(NOTHING_ALLOWED, url)
    assert (refused.value.code, "secret" in refused.value.person_message) == (code, False)


def test_an_allowed_pair_may_be_private_and_http_and_nothing_near_it_may() -> None:
    policy = EgressPolicy.parse("127.0.0.1:8001, [::1]:8002 ,Tracker.internal:80")
    for url in (
        "http://127.0.0.1:8001/mcp",
        "https://127.0.0.1:8001",
        "http://[0:0::1]:8002",
        "http://tracker.internal/",
    ):
        check_url(policy, url)
    for url in (
        "http://127.0.0.1:8002",
        "http://localhost:8001",
        "http://127.0.0.2:8001",
        "ftp://127.0.0.1:8001",
    ):
        with pytest.raises(EgressRefused):
            check_url(policy, url)
    with pytest.raises(EgressRefused):
        check_url(policy, "http://user@127.0.0.1:8001/")


@pytest.mark.parametrize("text", ["127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:0", "127.0.0.1:x", "a:99999"])
def test_a_malformed_allow_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        EgressPolicy.parse(text)


def test_an_empty_allow_list_allows_nothing() -> None:
    assert EgressPolicy.parse(" , ") == EgressPolicy()
