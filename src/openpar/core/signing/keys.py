"""Where signing keys come from: the port. Test keys are made on this machine and say so; a real key is a PKCS#12 file.

A remote signing service or a token plugs in here: something with `signer` (for pyHanko), `roots` and `test`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from openpar.engine.errors import Refused

from .found import TEST_NAME


@dataclass(frozen=True, slots=True)
class Key:
    """A key ready to sign: the library's signer, the name it certifies, and whether it is only for trying."""

    signer: object
    name: str
    test: bool


def key_for(name: str) -> Key:
    """The key that signs for this name. Raises Refused where the installation has none."""
    if settings.SIGNING_KEY:
        return _from_file(Path(settings.SIGNING_KEY), settings.SIGNING_PASSWORD)
    if settings.SIGNING_TEST:
        return _test_key(name)
    raise Refused(_("Hệ thống chưa được cấu hình ký số. Quản trị viên khai báo khóa ký của cơ quan trước khi ký."), where="signing")


def roots() -> list:
    """Certificates of authorities that are trusted here: those in the folder of the setting, and the test one where it is used."""
    from pyhanko.keys import load_certs_from_pemder
    folder = Path(settings.TRUST_ROOTS) if settings.TRUST_ROOTS else None
    files = [str(f) for f in sorted(folder.glob("*")) if f.suffix in {".pem", ".cer", ".crt"}] if folder and folder.is_dir() else []
    found = list(load_certs_from_pemder(files))
    if settings.SIGNING_TEST:
        _ca_key, ca = _authority()
        found.append(_asn1(ca))
    return found


def _from_file(path, password) -> Key:
    from pyhanko.sign import signers
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=password.encode() or None)
    if signer is None:
        raise Refused(_("Không mở được khóa ký số của hệ thống. Quản trị viên kiểm tra tệp khóa và mật khẩu."), where="signing")
    return Key(signer, signer.signing_cert.subject.human_friendly, False)


def _test_key(name) -> Key:
    """A fresh key of the machine's own test authority; kept nowhere, since it proves nothing outside."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    ca_key, ca = _authority()
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
                         x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_NAME)])
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
                          key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(ca.subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(ca_key, hashes.SHA256()))
    store = SimpleCertificateStore()
    store.register_multiple([_asn1(certificate), _asn1(ca)])
    return Key(signers.SimpleSigner(signing_cert=_asn1(certificate), signing_key=_asn1_key(key), cert_registry=store), name, True)


def _authority():
    """The machine's own test authority, made once under the data folder."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    path = Path(settings.DATA_DIR) / "signing" / "test-authority.pem"
    if not path.exists():
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "OpenPAR Test CA"),
                          x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_NAME)])
        usage = x509.KeyUsage(digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
                              key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False)
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=2))
                .not_valid_after(now + timedelta(days=7300)).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                .add_extension(usage, critical=True).sign(key, hashes.SHA256()))
        _write_once(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                            serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM))
    data = path.read_bytes()
    return serialization.load_pem_private_key(data, None), x509.load_pem_x509_certificate(data[data.index(b"-----BEGIN CERT"):])


def _write_once(path: Path, data: bytes):
    """The first process to come writes the file; the others read that one."""
    import os
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_suffix(f".{os.getpid()}")
    own.touch(0o600)
    own.write_bytes(data)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    own.unlink()


def _asn1(certificate):
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _asn1_key(key):
    from asn1crypto.keys import PrivateKeyInfo
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    return PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
