package dev.smoltulu.runtime.profile;

import dev.smoltulu.base.files.ScratchFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Times the operators of every session that this process opens while it is on. It is the process's own, as ONNX
 * Runtime's environment is, so that no room has to hand it through; only one can be on at a time.
 *
 * <p>On a GPU a kernel's time is the time to launch it, unless CUDA_LAUNCH_BLOCKING=1 was set before the process began.
 */
public final class Profiler implements AutoCloseable {

    private static final AtomicReference<Profiler> ACTIVE = new AtomicReference<>();

    private final ScratchFolder folder = ScratchFolder.create("smoltulu-profile-");
    private final AtomicInteger sessions = new AtomicInteger();

    private Profiler() {}

    /** Turns profiling on. */
    public static Profiler start() {
        Profiler profiler = new Profiler();
        if (!ACTIVE.compareAndSet(null, profiler)) {
            profiler.folder.close();
            throw new IllegalStateException("a profile is being made already");
        }
        return profiler;
    }

    /** Where the next session's events go, to be followed by what ONNX Runtime adds; nothing while profiling is off. */
    public static Optional<Path> nextSession() {
        return Optional.ofNullable(ACTIVE.get())
                .map(profiler -> profiler.folder.resolve("session-" + profiler.sessions.incrementAndGet()));
    }

    /** Whether sessions that are opened now are timed. */
    public static boolean isOn() {
        return ACTIVE.get() != null;
    }

    /** What the sessions did; each writes its events when it is closed, so all of them must be. */
    public OperatorProfile profile() {
        return OperatorProfile.read(folder.files());
    }

    /** Turns profiling off, and forgets the events. */
    @Override
    public void close() {
        ACTIVE.compareAndSet(this, null);
        folder.close();
    }
}
