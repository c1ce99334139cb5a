package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.HelpText;
import dev.smoltulu.tools.cli.HelpText.Entry;
import dev.smoltulu.tools.cli.Verb;
import java.util.Arrays;
import java.util.List;

/** What {@code --help} prints. */
public final class Help {

    private static final List<Entry> ENVIRONMENT = List.of(
            new Entry(
                    "HF_HOME, HF_TOKEN",
                    "cache folder and access token of the Hugging Face hub; the other variables of "
                            + "huggingface_hub work too"),
            new Entry("HF_HUB_OFFLINE=1", "never use the network"),
            new Entry("SMOLTULU_JAVA_OPTS", "additional options for Java, such as -Xmx8g"),
            new Entry("SMOLTULU_DEBUG=1", "show the stack trace of an error"));

    private Help() {}

    /**
     * All verbs.
     *
     * @param columns of the terminal
     */
    public static String overview(int columns) {
        HelpText help = new HelpText(columns);
        help.paragraph("smoltulu: post-train SmolLM2 with the Tulu 3 recipe on the JVM", 0)
                .blank();
        help.paragraph("Usage: smoltulu VERB [FLAG...]", 0);
        List<Entry> verbs = Arrays.stream(VerbEntry.values()).map(Help::entry).toList();
        int width = Math.max(HelpText.namesWidth(verbs), HelpText.namesWidth(ENVIRONMENT));
        for (VerbEntry.Theme theme : VerbEntry.Theme.values()) {
            help.section(
                    theme.title(),
                    Arrays.stream(VerbEntry.values())
                            .filter(entry -> entry.theme() == theme)
                            .map(Help::entry)
                            .toList(),
                    width);
        }
        help.section("Environment", ENVIRONMENT, width);
        help.blank().paragraph("smoltulu VERB --help explains a verb; smoltulu --version prints the version.", 0);
        return help.toString();
    }

    private static Entry entry(VerbEntry verb) {
        return new Entry(verb.word(), verb.summary());
    }

    /** One verb with its flags. */
    public static String of(VerbEntry entry, Verb verb, int columns) {
        HelpText help = new HelpText(columns);
        help.paragraph("smoltulu " + entry.word() + ": " + entry.summary(), 0).blank();
        help.paragraph("Usage: smoltulu " + entry.word() + " " + verb.synopsis(), 9);
        List<FlagGroup> groups = verb.flags();
        int width = HelpText.namesWidth(groups.stream()
                .flatMap(group -> HelpText.entries(group).stream())
                .toList());
        groups.stream()
                .filter(group -> !group.flags().isEmpty())
                .forEach(group -> help.section(group.title(), HelpText.entries(group), width));
        if (!verb.notes().isEmpty()) {
            help.blank();
            verb.notes().forEach(note -> help.paragraph(note, 0));
        }
        if (!verb.examples().isEmpty()) {
            help.blank().line("Examples");
            verb.examples().forEach(example -> help.line("  " + example));
        }
        return help.toString();
    }
}
