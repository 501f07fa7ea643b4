"""What can be known before anything is changed."""

import errno
import ipaddress
import os
import socket
import ssl
import tempfile
import time
from pathlib import Path

from servicecorps.launcher import Stop

PATIENCE_SECONDS = 2  # a server that was ended a moment ago may still hold its port


def check_writable(folder: Path) -> None:
    """Refuse a folder in which no file can be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        reason = problem.strerror
        raise Stop(
            f"不能写入文件夹 {folder}（{reason}）。", f"Cannot write to {folder} ({reason})."
        ) from problem


def check_certificate(cert: Path | None, key: Path | None) -> None:
    """Refuse half a pair, files that do not fit, and a key in a form the server cannot read."""
    if not cert or not key:
        raise Stop("--cert 和 --key 要一起给出。", "--cert and --key must be given together.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
        readable = b"BEGIN PRIVATE KEY" in key.read_bytes()
    except OSError as problem:
        raise Stop(
            f"证书 {cert} 和私钥 {key} 不能一起用（{problem.strerror}）。",
            f"Certificate {cert} and key {key} cannot be used together ({problem.strerror}).",
        ) from problem
    if not readable:
        command = f"openssl pkcs8 -topk8 -nocrypt -in {key} -out {key}.pkcs8"
        raise Stop(f"请先转换私钥：{command}", f"The key must be converted first: {command}")


def numeric(name: str) -> str:
    """Return a host name as an address, the older kind first; the server wants no names."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Stop(f"找不到地址 {name}。", f"There is no address {name}.") from problem
    return str(min(found, key=lambda entry: entry[0])[4][0])


def is_loopback(address: str) -> bool:
    """Tell whether an address reaches this machine only."""
    return ipaddress.ip_address(address).is_loopback


def check_port(address: str, port: int) -> None:
    """Refuse an address and port at which the server could not listen."""
    if port not in range(1, 65536):
        raise Stop("端口应在 1 到 65535 之间。", "A port lies between 1 and 65535.")
    patience = time.monotonic() + PATIENCE_SECONDS
    while problem := listening_fails(address, port):
        if problem.errno != errno.EADDRINUSE:
            raise Stop(
                f"不能在 {address} 的端口 {port} 上提供服务（{problem.strerror}）。",
                f"Cannot serve on {address}, port {port} ({problem.strerror}).",
            )
        if time.monotonic() > patience:
            raise Stop(
                f"端口 {port} 已被占用，请换一个，例如 --port {port + 1}。",
                f"Port {port} is taken; choose another, for example --port {port + 1}.",
            )
        time.sleep(0.1)


def listening_fails(address: str, port: int) -> OSError | None:
    """Return why nothing can listen at an address, or None when it can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            if os.name != "nt":  # there it would allow two servers on one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
    except OSError as problem:
        return problem
    return None
