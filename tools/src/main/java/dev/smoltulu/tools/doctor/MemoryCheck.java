package dev.smoltulu.tools.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.trainer.memory.DeviceMemory;
import java.lang.management.ManagementFactory;

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

    /** Memory as the operating system and the container's limits tell. */
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
