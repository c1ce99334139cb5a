package dev.smoltulu.tools.cli;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.KeySuggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/** Turns the words after a verb into flags; every mistake is named in one line. */
public final class CommandParser {

    private CommandParser() {}

    /** Whether help is asked for: {@code --help} or {@code -h} before a {@code --}. */
    public static boolean asksHelp(List<String> words) {
        int end = words.indexOf("--");
        List<String> flags = end < 0 ? words : words.subList(0, end);
        return flags.contains("--help") || flags.contains("-h");
    }

    /**
     * Reads the words after a verb.
     *
     * @param name the verb, for messages
     * @throws UserError usage, for an unknown flag, one given twice, a missing value or a word too many
     */
    public static CommandLine parse(String name, Verb verb, List<String> words) {
        Options options = new Options();
        verb.flags().forEach(group -> group.flags().forEach(options::addOption));
        // Before parsing: the parser takes an unknown flag for the value of the flag before it.
        refuseUnknown(name, options, words);
        CommandLine line = parse(name, options, words);
        refuseTwice(line);
        if (!verb.takesWords() && !line.getArgList().isEmpty()) {
            throw UserError.usage("'" + line.getArgList().get(0) + "' is not a flag of smoltulu " + name
                    + "; write smoltulu " + name + " " + verb.synopsis());
        }
        return line;
    }

    private static CommandLine parse(String name, Options options, List<String> words) {
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .build();
        try {
            return parser.parse(options, words.toArray(String[]::new));
        } catch (MissingArgumentException missing) {
            Option flag = missing.getOption();
            throw UserError.usage("--" + flag.getLongOpt() + " needs a value; write --" + flag.getLongOpt() + " "
                    + flag.getArgName());
        } catch (ParseException wrong) {
            throw UserError.usage(wrong.getMessage() + "; smoltulu " + name + " --help lists the flags");
        }
    }

    private static void refuseUnknown(String name, Options options, List<String> words) {
        for (String word : words) {
            if (word.equals("--")) {
                return;
            }
            boolean number = word.matches("-[.\\d].*");
            if (!word.startsWith("-") || word.equals("-") || number) {
                continue;
            }
            String flag = word.replaceFirst("=.*", "");
            String bare = flag.replaceFirst("^--?", "");
            if (flag.startsWith("--") && options.hasLongOption(bare)) {
                if (word.contains("=") && !options.getOption(bare).hasArg()) {
                    throw UserError.usage(flag + " takes no value; write it alone");
                }
                continue;
            }
            List<String> known = options.getOptions().stream()
                    .map(option -> option.getLongOpt().replace('-', '_'))
                    .sorted()
                    .toList();
            Optional<String> near = KeySuggestion.suggestionFor(bare, known);
            throw UserError.usage("unknown flag " + flag
                    + near.map(key -> "; did you mean --" + key.replace('_', '-') + "?")
                            .orElse("; smoltulu " + name + " --help lists the flags"));
        }
    }

    private static void refuseTwice(CommandLine line) {
        Set<String> seen = new HashSet<>();
        for (Option flag : line.getOptions()) {
            if (!flag.hasArgs() && !seen.add(flag.getLongOpt())) {
                throw UserError.usage("--" + flag.getLongOpt() + " is given twice; keep one");
            }
        }
    }
}
