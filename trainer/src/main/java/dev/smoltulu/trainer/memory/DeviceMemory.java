package dev.smoltulu.trainer.memory;

import dev.smoltulu.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What there is of a device's memory, and what this process has of it. */
public final class DeviceMemory {

    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path PROCESS = Path.of("/proc/self/status");
    /** What ONNX Runtime keeps of a training graph and what fragments cost, of the process's memory. */
    private static final long SESSIONS = 192L << 20;
    /** CUDA's libraries and their workspaces on the card; not measured on one. */
    private static final long CUDA = 512L << 20;
    /** Where the system does not tell. */
    private static final long JAVA = 256L << 20;

    private final Device device;

    public DeviceMemory(Device device) {
        this.device = device;
    }

    /** What the process takes beside a run's tensors, told before there are any. */
    public long program() {
        return switch (device.kind()) {
            case CPU -> entry(PROCESS, "VmRSS").orElse(JAVA) + SESSIONS;
            case CUDA -> CUDA;
        };
    }

    /** Bytes that the process may still take, where the system tells. */
    public OptionalLong free() {
        return switch (device.kind()) {
            case CPU -> entry(MACHINE, "MemAvailable");
            case CUDA -> OptionalLong.of(device.freeBytes());
        };
    }

    /** The most that the process ever had, where the system tells. */
    public OptionalLong peak() {
        return device.kind() == Device.Kind.CPU ? entry(PROCESS, "VmHWM") : OptionalLong.empty();
    }

    private static OptionalLong entry(Path file, String name) {
        try {
            Matcher line = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(Files.readString(file));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException notThere) {
            return OptionalLong.empty();
        }
    }
}
