"""Child processes with a time limit, their output, and the most memory they took."""

import ctypes
import os
import signal
import subprocess
import threading
import time


class Nvml:
    """What the driver's library tells of a card: name, driver, memory in use."""

    class _Memory(ctypes.Structure):
        _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]

    def __init__(self, index):
        self._library = ctypes.CDLL("libnvidia-ml.so.1")
        self._call("nvmlInit_v2")
        self._handle = ctypes.c_void_p()
        self._call("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(self._handle))

    def _call(self, name, *arguments):
        code = getattr(self._library, name)(*arguments)
        if code != 0:
            raise OSError("%s failed with code %d" % (name, code))

    def used(self):
        memory = self._Memory()
        self._call("nvmlDeviceGetMemoryInfo", self._handle, ctypes.byref(memory))
        return memory.used

    def total(self):
        memory = self._Memory()
        self._call("nvmlDeviceGetMemoryInfo", self._handle, ctypes.byref(memory))
        return memory.total

    def name(self):
        text = ctypes.create_string_buffer(128)
        self._call("nvmlDeviceGetName", self._handle, text, ctypes.c_uint(128))
        return text.value.decode()

    def driver(self):
        text = ctypes.create_string_buffer(128)
        self._call("nvmlSystemGetDriverVersion", text, ctypes.c_uint(128))
        return text.value.decode()

    def count(self):
        devices = ctypes.c_uint()
        self._call("nvmlDeviceGetCount_v2", ctypes.byref(devices))
        return devices.value


class Ended:
    """How a process ended: its exit code (None when time ran out), output, seconds, most bytes it took."""

    def __init__(self, code, out, err, seconds, peak):
        self.code, self.out, self.err, self.seconds, self.peak = code, out, err, seconds, peak

    def last_line(self):
        """What a failed process said last."""
        lines = [line for line in (self.err + "\n" + self.out).splitlines() if line.strip()]
        errors = [line for line in self.err.splitlines() if line.strip()]
        return (errors or lines or ["nothing was printed"])[-1].strip()


def run(command, seconds, environment=None, nvml=None):
    """Runs a command for at most `seconds`. Its memory is that of the card above what was in use before, or without
    one the most resident memory of the process."""
    before = nvml.used() if nvml else 0
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, errors="replace", start_new_session=True,
                               env=dict(os.environ, **(environment or {})))
    peak, done = [0], threading.Event()

    def watch():
        while not done.wait(0.02):
            try:
                peak[0] = max(peak[0], nvml.used() - before if nvml else _resident(process.pid))
            except OSError:
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        out, err = process.communicate(timeout=max(1, seconds))
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        code = None
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        done.set()
    watcher.join()
    return Ended(code, out, err, time.monotonic() - start, peak[0])


def _resident(pid):
    with open("/proc/%d/status" % pid) as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
