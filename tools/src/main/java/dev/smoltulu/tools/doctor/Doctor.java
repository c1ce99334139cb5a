package dev.smoltulu.tools.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.hub.HubEnvironment;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.cuda.CudaLibraries;
import dev.smoltulu.runtime.cuda.NvidiaDriver;
import dev.smoltulu.trainer.memory.DeviceMemory;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything a run needs from its machine. */
public final class Doctor {

    private static final long LITTLE_DISK = 5_000_000_000L;
    /** The launcher sets it, as our code and not the collector frees native memory. */
    private static final String LAUNCHER_PROPERTY = "org.bytedeco.javacpp.nopointergc";

    private final HubEnvironment hub;
    private final Device device;

    /**
     * An examination.
     *
     * @param device what has to work: what a GPU lacks is a failure where it is one
     */
    public Doctor(HubEnvironment hub, Device device) {
        this.hub = hub;
        this.device = device;
    }

    /** All findings, the ground first. */
    public List<DoctorCheck> examine() {
        List<DoctorCheck> checks = new ArrayList<>();
        checks.add(DoctorCheck.ok("smoltulu", Version.current()));
        checks.add(java());
        checks.add(jvmSettings());
        checks.add(DoctorCheck.ok(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", " + cores()));
        checks.add(MemoryCheck.ofMachine().check());
        runtime(checks);
        checks.add(cache());
        checks.add(token());
        checks.add(disk("disk", Path.of("").toAbsolutePath()));
        return checks;
    }

    private static DoctorCheck java() {
        String java =
                Runtime.version() + " (" + System.getProperty("java.vendor") + "), " + System.getProperty("java.home");
        return "32".equals(System.getProperty("sun.arch.data.model"))
                ? DoctorCheck.fail("java", java + " is 32-bit; install a 64-bit JDK 17 or newer")
                : DoctorCheck.ok("java", java);
    }

    private static DoctorCheck jvmSettings() {
        String heap = "heap up to " + ByteCount.text(Runtime.getRuntime().maxMemory());
        return Boolean.getBoolean(LAUNCHER_PROPERTY)
                ? DoctorCheck.ok("jvm settings", heap)
                : DoctorCheck.warn(
                        "jvm settings", heap + "; without the settings of ./smoltulu: start the program with it");
    }

    private static String cores() {
        int count = Runtime.getRuntime().availableProcessors();
        return count == 1 ? "1 core" : count + " cores";
    }

    private void runtime(List<DoctorCheck> checks) {
        RuntimeInfo runtime;
        try {
            runtime = RuntimeInfo.load();
        } catch (UserError notLoadable) {
            checks.add(DoctorCheck.fail("onnxruntime", notLoadable.getMessage()));
            return;
        }
        checks.add(
                runtime.training()
                        ? DoctorCheck.ok("onnxruntime", runtime.version() + " with training")
                        : DoctorCheck.fail(
                                "onnxruntime",
                                runtime.version() + " was built without training; use the one this "
                                        + "program brings along"));
        checks.add(DoctorCheck.ok("library", runtime.library().toString()));
        checks.add(DoctorCheck.ok("providers", String.join(", ", runtime.providers())));
        GpuReport gpu = new GpuReport(
                NvidiaDriver.ofMachine(),
                CudaLibraries.ofMachine(),
                runtime.providers().contains(RuntimeInfo.CUDA_PROVIDER),
                device.kind() == Device.Kind.CUDA);
        checks.addAll(gpu.checks());
        checks.add(SelfTest.run(Device.CPU));
        if (gpu.isUsable()) {
            checks.add(SelfTest.run(device.kind() == Device.Kind.CUDA ? device : new Device(Device.Kind.CUDA, 0)));
        }
    }

    private DoctorCheck cache() {
        Path root = hub.cacheRoot();
        Path there = existing(root);
        String state = hub.offline() ? " (offline: the network is never asked)" : "";
        return Files.isDirectory(there) && Files.isWritable(there)
                ? withDisk("hub cache", there, root + state)
                : DoctorCheck.warn("hub cache", root + " is not writable; set HF_HOME to another folder");
    }

    private DoctorCheck token() {
        try {
            return DoctorCheck.ok(
                    "hub token",
                    hub.hasToken() ? "present" : "none; public models need none, for gated ones set HF_TOKEN");
        } catch (UserError unusable) {
            return DoctorCheck.warn("hub token", unusable.getMessage());
        }
    }

    private static DoctorCheck disk(String subject, Path folder) {
        return Files.isWritable(folder)
                ? withDisk(subject, folder, folder.toString())
                : DoctorCheck.warn(subject, folder + " is not writable; give runs another output_dir");
    }

    private static DoctorCheck withDisk(String subject, Path folder, String text) {
        // Not by the file store, which is unknown where the mounted file systems are hidden, as in a container.
        long free = folder.toFile().getUsableSpace();
        String line = text + ", " + ByteCount.text(free) + " free";
        return free < LITTLE_DISK
                ? DoctorCheck.warn(
                        subject,
                        line + "; a run of SmolLM2-135M with two checkpoints "
                                + "writes about 5 GB: free space or choose another folder")
                : DoctorCheck.ok(subject, line);
    }

    /** The folder, or the nearest one above it that exists. */
    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /**
     * Memory in bytes.
     *
     * @param total     of the machine, or of its container
     * @param available without swapping
     */
    record MemoryCheck(long total, long available) {

        /** fp32 weight, gradient and AdamW's two moments. */
        private static final int TRAINING_BYTES_PER_PARAMETER = 16;
        /** Room for activations and the program beside them. */
        private static final double WHOLE_RUN = 1.5;

        /** SmolLM2's sizes in parameters, the largest first. */
        private enum Model {
            SMOLLM2_1_7B("SmolLM2-1.7B", 1_711_376_384L),
            SMOLLM2_360M("SmolLM2-360M", 361_821_120L),
            SMOLLM2_135M("SmolLM2-135M", 134_515_008L);

            private final String title;
            private final long parameters;

            Model(String title, long parameters) {
                this.title = title;
                this.parameters = parameters;
            }

            long trainingBytes() {
                return Math.round(parameters * TRAINING_BYTES_PER_PARAMETER * WHOLE_RUN);
            }
        }

        /** Memory as the operating system and the container's limits report it. */
        static MemoryCheck ofMachine() {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long total = system.getTotalMemorySize();
            // The bean counts pages that only cache files as used; the kernel's own estimate does not.
            long available = new DeviceMemory(Device.CPU).free().orElse(system.getFreeMemorySize());
            return new MemoryCheck(total, Math.min(available, total));
        }

        /** What can be trained with it. */
        DoctorCheck check() {
            String text = ByteCount.text(available) + " of " + ByteCount.text(total) + " available";
            for (Model model : Model.values()) {
                if (available >= model.trainingBytes()) {
                    return DoctorCheck.ok(
                            "memory",
                            text + ": enough to train " + model.title + " in fp32 (about "
                                    + ByteCount.text(model.trainingBytes()) + ")");
                }
            }
            return DoctorCheck.warn(
                    "memory",
                    text + ": too little to train " + Model.SMOLLM2_135M.title + " (about "
                            + ByteCount.text(Model.SMOLLM2_135M.trainingBytes())
                            + "); close other programs, or train a smaller "
                            + "model");
        }
    }
}
