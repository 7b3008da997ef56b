"""Ways to break real processes at an exact moment: system calls that fail or kill, a wire that stops, a full disk."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading

from harness import AS_ROOT, eventually


@contextlib.contextmanager
def frozen(process):
    """The process stands still inside: what it does on its own cannot come before what the test means."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


class Injection:
    """strace on a running process: the `when`-th call that matches fails, or kills the process as it enters it."""

    def __init__(self, process, call, what, path=None, when=1):
        self.process = process
        paths = ["-P", str(path)] if path else []
        self.tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(process.pid), *paths,
             "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        eventually("strace is attached to every thread", self._is_attached)

    def _is_attached(self):
        if self.tracer.poll() is not None:
            raise AssertionError(self.tracer.stderr.read().decode())
        try:
            tasks = pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()
            return all("TracerPid:\t0\n" not in (task / "status").read_text() for task in tasks)
        except OSError:
            return False  # a thread ended meanwhile

    def close(self):
        if self.tracer.poll() is None:
            self.tracer.send_signal(signal.SIGTERM)
        self.tracer.wait()
        self.tracer.stderr.close()


class SmallDisk:
    """A file system of its own that can be filled to the last byte."""

    def __init__(self, mebibytes):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="fusegate-disk-"))
        self.filler = self.path / "filler"
        self._as_root("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0777", "tmpfs", str(self.path))

    @staticmethod
    def _as_root(*command):
        subprocess.run([*AS_ROOT, *command], check=True)

    @property
    def free_bytes(self):
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize

    def fill(self, leaving=0):
        """Takes all room but so many bytes, to the last page, whatever others take meanwhile."""
        with open(self.filler, "ab") as filler:
            piece = self.free_bytes
            while piece >= 4096:
                piece = min(piece, self.free_bytes - leaving)
                try:
                    if piece > 0:
                        os.posix_fallocate(filler.fileno(), filler.seek(0, os.SEEK_END), piece)
                except OSError:  # all or nothing, and some of it was just taken
                    piece //= 2

    def free(self):
        self.filler.unlink()

    def close(self):
        self._as_root("umount", str(self.path))
        self.path.rmdir()


class Wire:
    """A TCP proxy before the upstream that can stop one direction in the middle of a message."""

    def __init__(self, upstream_port):
        self.upstream_port = upstream_port
        self.lock = threading.Lock()
        self.stops = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop_at(self, direction, marker, extra):
        """The next `request` or `answer` with the marker passes up to `extra` bytes behind it and no further."""
        stop = Stop(marker, extra)
        with self.lock:
            self.stops[direction] = stop
        return stop

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.upstream_port))
            for source, sink, direction in ((near, far, "request"), (far, near, "answer")):
                threading.Thread(target=self._pump, args=(source, sink, direction), daemon=True).start()

    def _pump(self, source, sink, direction):
        try:
            while data := source.recv(65536):
                with self.lock:
                    stop = self.stops.get(direction)
                passed = stop.admit(data) if stop else len(data)
                sink.sendall(data[:passed])
                if passed < len(data):
                    with self.lock:
                        del self.stops[direction]
                    stop.reached.set()
                    stop.released.wait()
                    sink.sendall(data[passed:])
                    stop.passed.set()
        except OSError:
            pass
        finally:
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()

    def close(self):
        self.listener.close()
        for stop in list(self.stops.values()):
            stop.released.set()


class Stop:
    """Where a direction of the wire stands still until it is released."""

    def __init__(self, marker, extra):
        self.marker, self.extra, self.seen = marker, extra, b""
        self.reached, self.released, self.passed = threading.Event(), threading.Event(), threading.Event()

    def admit(self, data):
        before = len(self.seen)
        self.seen += data
        found = self.seen.find(self.marker)
        if found < 0:
            return len(data)
        return max(0, min(len(data), found + len(self.marker) + self.extra - before))

    def wait(self):
        if not self.reached.wait(30):
            raise AssertionError(f"nothing with {self.marker} passed")

    def release(self):
        """Returns when the rest lies in the receiver's socket."""
        self.released.set()
        if not self.passed.wait(30):
            raise AssertionError(f"the rest behind {self.marker} did not pass")


class Pending:
    """A request in a thread of its own, whose gateway may die under it."""

    def __init__(self, request):
        self.answer = None
        self.thread = threading.Thread(target=self._run, args=(request,), daemon=True)
        self.thread.start()

    def _run(self, request):
        try:
            self.answer = request()
        except OSError:
            pass

    def wait(self):
        """The answer, or None when the connection ended without one."""
        self.thread.join(60)
        if self.thread.is_alive():
            raise AssertionError("the request never ended")
        return self.answer
