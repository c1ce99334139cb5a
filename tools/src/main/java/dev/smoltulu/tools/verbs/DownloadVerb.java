package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.hub.Download;
import dev.smoltulu.tools.hub.FileSet;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu download}. */
final class DownloadVerb implements Verb {

    private static final String CONFIG_ONLY = "config-only";

    @Override
    public String synopsis() {
        return "org/name[@revision]... [--config-only]";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of("Flags", FlagGroup.plain(CONFIG_ONLY,
                "leave the weights: enough for a model that starts with --init random")));
    }

    @Override
    public List<String> notes() {
        return List.of("Prints the folder of each model. Interrupted downloads go on where they stopped.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        FileSet files = line.hasOption(CONFIG_ONLY) ? FileSet.CONFIGURATION : FileSet.MODEL;
        new Download(console.models(), files).run(line.getArgList(), console.out(), console.err());
        return 0;
    }
}
