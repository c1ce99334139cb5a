package dev.smoltulu.tools.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** Sets names and their explanations in two columns, as wide as the terminal. */
public final class HelpText {

    private static final int WIDEST = 100;
    private static final int NARROWEST = 50;
    private static final int WIDEST_NAMES = 30;
    private static final int INDENT = 2;
    private static final int GAP = 2;

    /** A name and what it means. */
    public record Entry(String name, String text) {}

    private final int width;
    private final StringBuilder text = new StringBuilder();

    /** @param columns of the terminal */
    public HelpText(int columns) {
        this.width = Math.max(NARROWEST, Math.min(columns - 1, WIDEST));
    }

    /** Flags of a verb with their placeholders. */
    public static List<Entry> entries(FlagGroup group) {
        return group.flags().stream()
                .map(flag -> new Entry(nameOf(flag), flag.getDescription()))
                .toList();
    }

    private static String nameOf(Option flag) {
        if (!flag.hasArg()) {
            return "--" + flag.getLongOpt();
        }
        return "--" + flag.getLongOpt()
                + (flag.hasOptionalArg() ? " [" + flag.getArgName() + "]" : " " + flag.getArgName());
    }

    /** Running text, wrapped; continuation lines are indented by {@code hanging} blanks. */
    public HelpText paragraph(String words, int hanging) {
        text.append(String.join("\n" + " ".repeat(hanging), wrap(words, width, width - hanging)))
                .append('\n');
        return this;
    }

    /** A line that is kept as it is, however long: somebody may copy it. */
    public HelpText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** Adds an empty line. */
    public HelpText blank() {
        text.append('\n');
        return this;
    }

    /** A heading and its entries; a name that is too long for its column has the line to itself. */
    public HelpText section(String title, List<Entry> entries, int namesWidth) {
        text.append('\n').append(title).append('\n');
        int column = INDENT + namesWidth + GAP;
        for (Entry entry : entries) {
            List<String> lines = wrap(entry.text(), width - column, width - column);
            text.append(" ".repeat(INDENT)).append(entry.name());
            boolean ownLine = entry.name().length() > namesWidth;
            text.append(
                    ownLine
                            ? "\n" + " ".repeat(column)
                            : " ".repeat(column - INDENT - entry.name().length()));
            text.append(String.join("\n" + " ".repeat(column), lines)).append('\n');
        }
        return this;
    }

    /** The width of the names' column that suits all these entries. */
    public static int namesWidth(List<Entry> entries) {
        return entries.stream()
                .mapToInt(entry -> entry.name().length())
                .filter(length -> length <= WIDEST_NAMES)
                .max()
                .orElse(WIDEST_NAMES);
    }

    private static List<String> wrap(String words, int firstWidth, int laterWidth) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ")) {
            int room = lines.isEmpty() ? firstWidth : laterWidth;
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
