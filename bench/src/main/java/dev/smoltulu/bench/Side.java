package dev.smoltulu.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A side of the training-step benchmark and how its process is started. A new side is one more entry of
 * {@link #ALL}.
 *
 * @param key its name on the command line
 * @param contender the class that implements {@link TrainingStepContender}
 * @param libraries the folder under bench/target/lib with its jars
 * @param jvmFlags flags of its JVM beside those all sides have
 * @param variants environments it is tried in, by name; the fastest one counts
 */
public record Side(
        String key,
        String contender,
        String libraries,
        List<String> jvmFlags,
        Map<String, Map<String, String>> variants) {

    /** The side the others are compared with. */
    public static final String REFERENCE = "javacpp";

    private static final List<String> JAVACPP_FLAGS =
            List.of("-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    /** As the launcher starts it. */
    private static final List<String> SMOLTULU_FLAGS = List.of(
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-XX:+UseSerialGC");

    private static final Map<String, String> AVX512 = Map.of("OPENBLAS_CORETYPE", "SKYLAKEX");
    private static final Map<String, String> PASSIVE = Map.of("OMP_WAIT_POLICY", "passive");

    /** Buffers of the logits' size go back to the system at once: less memory, slower. */
    private static final Map<String, String> LEAN = Map.of("MALLOC_MMAP_THRESHOLD_", "67108864");

    /** The sides in the order they are run and printed. */
    public static final List<Side> ALL = List.of(
            new Side(
                    "djl",
                    "dev.smoltulu.bench.DjlTrainingStep",
                    "djl",
                    List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"),
                    variants(Map.of(), LEAN)),
            new Side(
                    REFERENCE,
                    "dev.smoltulu.bench.JavaCppTrainingStep",
                    "javacpp",
                    JAVACPP_FLAGS,
                    variants(Map.of(), AVX512, PASSIVE, union(AVX512, PASSIVE), union(union(AVX512, PASSIVE), LEAN))),
            new Side(
                    "smoltulu",
                    "dev.smoltulu.bench.SmolTuluTrainingStep",
                    "smoltulu",
                    SMOLTULU_FLAGS,
                    variants(Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"))));

    /**
     * The environment every side has: two threads, and glibc's malloc told to keep freed memory, in one arena and
     * below one GiB on its heap, instead of handing it back to the system and paying for its pages again.
     */
    static final Map<String, String> COMMON_ENVIRONMENT = Map.of(
            "OMP_NUM_THREADS", "2",
            "MKL_NUM_THREADS", "2",
            "OPENBLAS_NUM_THREADS", "2",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "1073741824",
            "MALLOC_TRIM_THRESHOLD_", "1099511627776",
            "MALLOC_TOP_PAD_", "268435456");

    /** Names each environment by its settings; one without any is {@code default}. */
    @SafeVarargs
    private static Map<String, Map<String, String>> variants(Map<String, String>... environments) {
        Map<String, Map<String, String>> named = new LinkedHashMap<>();
        for (Map<String, String> environment : environments) {
            List<String> settings = new TreeMap<>(environment)
                    .entrySet().stream().map(Object::toString).toList();
            named.put(settings.isEmpty() ? "default" : String.join(" ", settings), environment);
        }
        return named;
    }

    private static Map<String, String> union(Map<String, String> first, Map<String, String> second) {
        Map<String, String> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return Map.copyOf(all);
    }
}
