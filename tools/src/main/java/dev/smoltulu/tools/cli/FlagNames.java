package dev.smoltulu.tools.cli;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the errors of the other modules, which know settings by their keys, read on the command line. */
public final class FlagNames {

    private FlagNames() {}

    /** From a setting's key to its flag where these flags have it, such as {@code --max-length}; else the key. */
    public static UnaryOperator<String> of(List<FlagGroup> groups) {
        Set<String> flags = Stream.concat(
                        Stream.of("help"),
                        groups.stream().flatMap(group -> group.flags().stream()).map(flag -> flag.getLongOpt()))
                .collect(Collectors.toSet());
        return key -> {
            String flag = key.replace('_', '-');
            return flags.contains(flag) ? "--" + flag : key;
        };
    }
}
