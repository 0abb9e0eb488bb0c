"""The vault: what goes in comes out whole or not at all, and never by another key, call or tenant."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.storage import Content, Storage, open_storage
from sourdine.pipeline.vault import Keeper, Vault, open_keeper
from sourdine.pipeline.vault.local import add_key, drop_old_keys, open_local
from sourdine.pipeline.vault.streaming import new_data_key

CALL, OTHER = "a" * 32, "b" * 32
CANARY = b"canary 06 12 34 56 78 julie.morel@example.org "
ORIGINAL = CANARY * 60_000  # 2.7 MB: three segments


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "0612345678.wav"
    path.write_bytes(ORIGINAL)
    return path


def vault_in(storage: Storage, keeper: Keeper | None = None, tenant: str = "default") -> Vault:
    return Vault(storage, storage, keeper or open_local(tenant), tenant)


def clear(vault: Vault, call: str = CALL) -> bytes:
    target = io.BytesIO()
    vault.write_clear(call, target)
    return target.getvalue()


def everything(folder: Path) -> bytes:
    return b"".join(str(path).encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_goes_in_comes_out(storage: Storage, original: Path) -> None:
    vault = vault_in(storage)
    assert not vault.holds(CALL)
    vault.store(CALL, original, ".wav")
    assert vault.holds(CALL)
    assert list(vault.calls()) == [CALL]
    assert list(vault.problems(CALL)) == []
    assert clear(vault) == ORIGINAL


def test_nothing_readable_lies_in_it(tmp_path: Path, original: Path) -> None:
    place = tmp_path / "vault"
    vault_in(open_storage(place)).store(CALL, original, ".wav")
    lying = everything(place)
    for word in (b"0612345678", b"06 12 34", b"julie", b"canary"):
        assert word not in lying
    assert len(lying) > len(ORIGINAL)


def test_destroying_the_key_destroys_the_backup_too(tmp_path: Path, original: Path) -> None:
    sealed, keys = open_storage(tmp_path / "vault"), open_storage(tmp_path / "keys")
    vault = Vault(sealed, keys, open_local("default"), "default")
    vault.store(CALL, original, ".wav")
    (backup,) = [(stored.key, sealed.read(stored.key, 1 << 30)) for stored in sealed.list()]
    assert vault.shred(CALL)
    assert list(sealed.list()) == list(keys.list()) == []
    sealed.put(backup[0], Content.of(backup[1] or b"", "application/octet-stream"))
    with pytest.raises(StopJob, match="not in the vault"):
        clear(vault)


def test_storing_again_changes_nothing_and_sweeps_what_a_killed_run_left(
    storage: Storage, original: Path
) -> None:
    vault = vault_in(storage)
    vault.store(CALL, original, ".wav")
    storage.put(f"sealed/default/{CALL}/left", Content.of(b"sealed by a run that was killed", "x/y"))
    vault.store(CALL, original, ".wav")
    assert len(list(storage.list())) == 2
    assert clear(vault) == ORIGINAL


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Vault, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("small")
    path = folder / "call.wav"
    path.write_bytes(CANARY * 3)
    keeper = open_local("small")
    storage = open_storage(folder / "vault")
    vault = Vault(storage, storage, keeper, "small")
    for call in (CALL, OTHER):
        vault.store(call, path, ".wav")
    return folder, vault, {stored.key: storage.read(stored.key, 1 << 20) or b"" for stored in storage.list()}


@settings(max_examples=120)
@given(data=st.data())
def test_what_was_changed_never_opens(
    data: st.DataObject, small: tuple[Path, Vault, dict[str, bytes]]
) -> None:
    _, vault, objects = small
    key = next(key for key in objects if key.startswith(f"sealed/small/{CALL}/"))
    content = bytearray(objects[key])
    at = data.draw(st.integers(0, len(content) - 1))
    match data.draw(st.sampled_from(("flip", "cut", "drop", "add", "end"))):
        case "flip":
            content[at] ^= data.draw(st.integers(1, 255))
        case "cut":
            del content[at:]
        case "drop":
            del content[at]
        case "add":
            content.insert(at, data.draw(st.integers(0, 255)))
        case "end":
            content += data.draw(st.binary(min_size=1, max_size=40))
    if bytes(content) == objects[key]:  # what was added stood there already
        return
    vault.sealed.put(key, Content.of(bytes(content), "x/y"))
    try:
        with pytest.raises(StopJob, match="does not open"):
            clear(vault)
        assert list(vault.problems(CALL)) == ["the sealed bytes were changed"]
    finally:
        vault.sealed.put(key, Content.of(objects[key], "x/y"))
    assert clear(vault) == CANARY * 3


@settings(max_examples=60)
@given(data=st.data())
def test_a_changed_key_record_never_opens(
    data: st.DataObject, small: tuple[Path, Vault, dict[str, bytes]]
) -> None:
    _, vault, objects = small
    key = f"keys/small/{CALL}.json"
    record = json.loads(objects[key])
    wrapped = bytearray(base64.b64decode(record["wrapped"]))
    match data.draw(st.sampled_from(("flip", "cut", "call", "tenant", "object", "swap"))):
        case "flip":
            wrapped[data.draw(st.integers(0, len(wrapped) - 1))] ^= data.draw(st.integers(1, 255))
        case "cut":
            del wrapped[data.draw(st.integers(0, len(wrapped) - 1)) :]
        case "call":
            record["call"] = OTHER
        case "tenant":
            record["tenant"] = "another"
        case "object":
            record["object"] = next(one for one in objects if one.startswith(f"sealed/small/{OTHER}/"))
        case "swap":
            other = json.loads(objects[f"keys/small/{OTHER}.json"])
            wrapped = bytearray(base64.b64decode(other["wrapped"]))
    record["wrapped"] = base64.b64encode(bytes(wrapped)).decode()
    vault.keys.put(key, Content.of(json.dumps(record).encode(), "application/json"))
    try:
        with pytest.raises(StopJob):
            clear(vault)
    finally:
        vault.keys.put(key, Content.of(objects[key], "application/json"))


def test_sealed_bytes_of_another_call_do_not_open(small: tuple[Path, Vault, dict[str, bytes]]) -> None:
    _, vault, objects = small
    mine = next(key for key in objects if key.startswith(f"sealed/small/{CALL}/"))
    other = next(key for key in objects if key.startswith(f"sealed/small/{OTHER}/"))
    vault.sealed.put(mine, Content.of(objects[other], "x/y"))
    with pytest.raises(StopJob, match="does not open"):
        clear(vault)
    vault.sealed.put(mine, Content.of(objects[mine], "x/y"))


def test_another_tenant_has_another_key(small: tuple[Path, Vault, dict[str, bytes]]) -> None:
    _, vault, _ = small
    with pytest.raises(StopJob, match="data key does not open"):
        clear(Vault(vault.sealed, vault.keys, open_local("other"), "small"))
    with pytest.raises(StopJob, match="not in the vault"):
        clear(Vault(vault.sealed, vault.keys, vault.keeper, "other"))


def test_rotation_wraps_anew_and_leaves_the_bytes_alone(tmp_path: Path, original: Path) -> None:
    storage = open_storage(tmp_path / "vault")
    vault_in(storage, tenant="turns").store(CALL, original, ".wav")
    before = {stored.key: storage.digest(stored.key) for stored in storage.list("sealed/")}
    turned = vault_in(storage, add_key("turns"), "turns")
    assert turned.rewrap(CALL)
    assert not turned.rewrap(CALL)
    drop_old_keys("turns")
    after = vault_in(storage, open_local("turns"), "turns")
    assert clear(after, CALL) == ORIGINAL
    assert {stored.key: storage.digest(stored.key) for stored in storage.list("sealed/")} == before


def rsa_pair(folder: Path) -> tuple[Path, Path]:
    private = rsa.generate_private_key(65537, 2048)
    secret, public = folder / "private.pem", folder / "public.pem"
    secret.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return secret, public


def test_who_has_the_public_key_alone_writes_and_cannot_read(tmp_path: Path, original: Path) -> None:
    secret, public = rsa_pair(tmp_path)
    storage = open_storage(tmp_path / "vault")
    writer = vault_in(storage, open_keeper(f"rsa:{public}", "default"))
    writer.store(CALL, original, ".wav")
    with pytest.raises(StopJob, match="only write"):
        clear(writer)
    reader = vault_in(storage, open_keeper(f"rsa:{public}", "default", secret))
    assert clear(reader) == ORIGINAL
    (tmp_path / "b").mkdir()
    wrong, _ = rsa_pair(tmp_path / "b")
    with pytest.raises(StopJob, match="data key does not open"):
        clear(vault_in(storage, open_keeper(f"rsa:{public}", "default", wrong)))


def test_kms_by_its_interface(
    moto_endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, original: Path
) -> None:
    import boto3

    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", moto_endpoint)
    keys = [boto3.client("kms").create_key()["KeyMetadata"]["KeyId"] for _ in range(2)]
    storage = open_storage(tmp_path / "vault")
    vault = vault_in(storage, open_keeper(f"aws-kms://{keys[0]}", "default"))
    vault.store(CALL, original, ".wav")
    assert clear(vault) == ORIGINAL
    assert vault.rewrap(CALL)
    assert clear(vault) == ORIGINAL
    about = b"another call"
    with pytest.raises(StopJob, match="data key does not open"):
        vault.keeper.unwrap(vault.keeper.wrap(b"secret", b"a call"), about)
    with pytest.raises(StopJob, match="not there"):
        open_keeper("aws-kms://12345678-aaaa-bbbb-cccc-1234567890ab", "default").wrap(b"k", b"a")


class Transit(BaseHTTPRequestHandler):
    """What the transit engine does, by its documented interface."""

    key = AESGCM(b"k" * 32)
    answers = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, data = self._answer(body)
        payload = json.dumps({"data": data}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _answer(self, body: dict[str, str]) -> tuple[int, dict[str, str]]:
        if self.headers["X-Vault-Token"] != "right":
            return 403, {}
        about = base64.b64decode(body["associated_data"])
        if self.path == "/v1/transit/encrypt/calls":
            sealed = b"n" * 12 + self.key.encrypt(b"n" * 12, base64.b64decode(body["plaintext"]), about)
            return 200, {"ciphertext": f"vault:v1:{base64.b64encode(sealed).decode()}"}
        if self.path != "/v1/transit/decrypt/calls":
            return 404, {}
        sealed = base64.b64decode(body["ciphertext"].removeprefix("vault:v1:"))
        try:
            clear = self.key.decrypt(sealed[:12], sealed[12:], about)
        except InvalidTag:
            return 400, {}
        return 200, {"plaintext": base64.b64encode(clear).decode()}

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def transit(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Transit)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("VAULT_TOKEN", "right")
    yield f"hcvault://127.0.0.1:{server.server_address[1]}/transit/keys/calls"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_transit_engine_by_its_interface(
    transit: str, tmp_path: Path, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = open_keeper(transit, "default")
    vault = vault_in(open_storage(tmp_path / "vault"), keeper)
    vault.store(CALL, original, ".wav")
    assert clear(vault) == ORIGINAL
    with pytest.raises(StopJob, match="data key does not open"):
        keeper.unwrap(keeper.wrap(b"secret", b"a call"), b"another")
    with pytest.raises(StopJob, match="answered with 404"):
        open_keeper(transit.replace("calls", "none"), "default").wrap(b"k", b"a")
    monkeypatch.setenv("VAULT_TOKEN", "wrong")
    with pytest.raises(StopJob, match="refuses this token"):
        open_keeper(transit, "default").wrap(b"k", b"a")
    assert "right" not in repr(keeper)


def test_a_service_that_does_not_answer_is_asked_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "right")
    with pytest.raises(Retry):
        open_keeper("hcvault://127.0.0.1:9/transit/keys/calls", "default").wrap(b"k", b"a")


@pytest.mark.parametrize(
    "address", ["", "secret", "rsa:missing.pem", "aws-kms://", "hcvault://host", "hcvault://h/t/keys/k"]
)
def test_what_keeps_no_key(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN", raising=False)
    with pytest.raises(StopJob):
        open_keeper(address, "default").wrap(b"k", b"a")


def test_a_data_key_fits_into_the_smallest_rsa_key() -> None:
    assert len(new_data_key()) <= 2048 // 8 - 2 * 32 - 2  # RFC 8017, 7.1.1
