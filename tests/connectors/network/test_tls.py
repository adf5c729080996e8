"""TLS verifies the name in the address, although the socket goes to a literal address."""

import datetime
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors.network import EgressPolicy, guarded_client
from connectors.network.transport import tls_context
from tests.fakes.raw_server import plain, raw_server

pytestmark = pytest.mark.anyio


def certificate_for(name: str, folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def server_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    certificate, key = certificate_for("good.example.com", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    yield context
    tls_context.cache_clear()


async def loopback(_: str, __: int) -> Sequence[str]:
    return ["127.0.0.1"]


async def test_the_name_in_the_certificate_must_be_the_name_in_the_address(
    server_tls: ssl.SSLContext,
) -> None:
    async with raw_server(plain(b"hello"), server_tls) as server:
        policy = EgressPolicy.parse(f"good.example.com:{server.port},other.example.com:{server.port}")
        async with guarded_client(policy, resolve=loopback) as client:
            assert (await client.get(f"https://good.example.com:{server.port}/")).text == "hello"
            with pytest.raises(httpx2.ConnectError):
                await client.get(f"https://other.example.com:{server.port}/")


def test_one_tls_context_serves_the_whole_process() -> None:
    assert tls_context() is tls_context()
