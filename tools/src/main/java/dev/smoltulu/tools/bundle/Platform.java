package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A kind of machine, and how the libraries' jars name it. */
enum Platform {
    LINUX_X86_64(
            "linux-x86_64", "amd64", "linux-x86_64-gpu", "linux-x86_64", "linux/amd64", "Linux/x86_64", "linux-x86-64"),
    LINUX_ARM64("linux-arm64", "aarch64", "linux-arm64", "linux-aarch64", "linux/aarch64", "Linux/aarch64");

    private static final Pattern NATIVE = Pattern.compile(".*\\.(so(\\.\\d+)*|dylib|jnilib|dll|a)");

    private final String title;
    private final String architecture;
    private final List<String> folders;

    Platform(String title, String architecture, String... folders) {
        this.title = title;
        this.architecture = architecture;
        this.folders = List.of(folders);
    }

    /** The one this program runs on. */
    static Platform current() {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        Optional<Platform> platform = Arrays.stream(values())
                .filter(any -> system.equals("Linux") && any.architecture.equals(architecture))
                .findFirst();
        return platform.orElseThrow(() -> UserError.failed("a bundle is for the kind of machine that it is made on, "
                + "and that has to be Linux on x86-64 or arm64, not " + system + " on " + architecture));
    }

    /** Such as linux-x86_64. */
    String title() {
        return title;
    }

    /** Whether a jar's entry is a native library of any kind of machine. */
    static boolean isNative(String entry) {
        return NATIVE.matcher(entry).matches();
    }

    /** Whether a jar's native library is for this kind. */
    boolean isMine(String entry) {
        return folders.stream().anyMatch(folder -> ("/" + entry).contains("/" + folder + "/"));
    }
}
