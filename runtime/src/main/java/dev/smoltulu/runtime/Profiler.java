package dev.smoltulu.runtime;

import dev.smoltulu.base.files.ScratchFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Times the operators of every session that this process opens while it is on. There is one per process, as there is
 * one ONNX Runtime environment, so that it need not be passed to every session.
 *
 * <p>On a GPU a kernel's time is the time to launch it, unless CUDA_LAUNCH_BLOCKING=1 was set before the process
 * started.
 */
public final class Profiler implements AutoCloseable {

    private static final AtomicReference<Profiler> ACTIVE = new AtomicReference<>();

    private final ScratchFolder folder = ScratchFolder.create("smoltulu-profile-");
    private final AtomicInteger sessions = new AtomicInteger();

    private Profiler() {}

    /**
     * Turns profiling on.
     *
     * @throws IllegalStateException when it is on already
     */
    public static Profiler start() {
        Profiler profiler = new Profiler();
        if (!ACTIVE.compareAndSet(null, profiler)) {
            profiler.folder.close();
            throw new IllegalStateException("profiling is on already");
        }
        return profiler;
    }

    /** Prefix of the next session's event file, to which ONNX Runtime adds a suffix; empty while profiling is off. */
    static Optional<Path> nextSession() {
        return Optional.ofNullable(ACTIVE.get())
                .map(profiler -> profiler.folder.resolve("session-" + profiler.sessions.incrementAndGet()));
    }

    /** Whether sessions opened now are timed. */
    public static boolean isOn() {
        return ACTIVE.get() != null;
    }

    /**
     * The event files, one per session, each an array of Chrome trace events. A session writes its events when it is
     * closed, so all sessions must be closed; the files exist until this is closed.
     */
    public List<Path> files() {
        return folder.files();
    }

    /** Turns profiling off and deletes the files. */
    @Override
    public void close() {
        ACTIVE.compareAndSet(this, null);
        folder.close();
    }
}
