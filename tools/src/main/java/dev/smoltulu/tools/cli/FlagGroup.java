package dev.smoltulu.tools.cli;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/**
 * Flags that belong together.
 *
 * @param title heading in the help
 */
public record FlagGroup(String title, List<Option> flags) {

    public FlagGroup {
        flags = List.copyOf(flags);
    }

    /** A group of flags under a heading. */
    public static FlagGroup of(String title, Option... flags) {
        return new FlagGroup(title, List.of(flags));
    }

    /** A flag with a value. */
    public static Option valued(String name, String placeholder, String help) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(placeholder)
                .desc(help)
                .build();
    }

    /** A flag with a value that may be given several times. */
    public static Option repeated(String name, String placeholder, String help) {
        return Option.builder()
                .longOpt(name)
                .hasArgs()
                .argName(placeholder)
                .desc(help)
                .build();
    }

    /** A flag without a value. */
    public static Option plain(String name, String help) {
        return Option.builder().longOpt(name).desc(help).build();
    }

    /** A flag without a value or with true or false. */
    public static Option toggle(String name, String help) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .optionalArg(true)
                .argName("true|false")
                .desc(help)
                .build();
    }

    /**
     * How errors of the other modules, which know settings by their keys, name them on the command line.
     *
     * @return from a setting's key to its flag where one of the groups has it, such as {@code --max-length}; else the key
     */
    public static UnaryOperator<String> names(List<FlagGroup> groups) {
        Set<String> flags = Stream.concat(
                        Stream.of("help"),
                        groups.stream().flatMap(group -> group.flags().stream()).map(Option::getLongOpt))
                .collect(Collectors.toSet());
        return key -> {
            String flag = key.replace('_', '-');
            return flags.contains(flag) ? "--" + flag : key;
        };
    }
}
