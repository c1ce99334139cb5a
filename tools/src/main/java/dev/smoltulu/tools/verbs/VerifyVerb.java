package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.deploy.export.VerifyReport;
import dev.smoltulu.deploy.export.VerifyRun;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu verify}. */
final class VerifyVerb implements Verb {

    private static final String MODEL = "model";
    private static final String EXPORT = "export";
    private static final String DATA = "data";
    private static final String LIMIT = "limit";
    private static final int DEFAULT_LIMIT = 4096;

    @Override
    public String synopsis() {
        return "--model DIR|ID --export DIR [--data FILE]";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of(
                "Flags",
                FlagGroup.valued(MODEL, "DIR|ID", "the model that was exported (required)"),
                FlagGroup.valued(EXPORT, "DIR", "folder that smoltulu export wrote (required)"),
                FlagGroup.valued(
                        DATA,
                        "FILE",
                        "text, or rows as for training (.jsonl, .json, .parquet): compared in addition to a "
                                + "short built-in text, and shown in its place"),
                FlagGroup.valued(LIMIT, "N", "maximum tokens of --data (default " + DEFAULT_LIMIT + ")")));
    }

    @Override
    public List<String> notes() {
        return List.of("Compares the logits of every file with those of the trained graph (whole sequences, "
                + "token by token with a cache, and a padded batch), and greedy text with that of "
                + "smoltulu generate. Writes verify.json into the folder. Exit code 1: a file exceeds "
                + "its tolerance.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        for (String flag : List.of(MODEL, EXPORT)) {
            if (!line.hasOption(flag)) {
                throw UserError.usage("verify lacks --" + flag + "; add --" + flag + " DIR");
            }
        }
        Path export = RecipeFlags.path(EXPORT, line.getOptionValue(EXPORT));
        if (!Files.isDirectory(export)) {
            throw UserError.usage("--export " + export + " is not a folder; give what smoltulu export wrote");
        }
        Optional<Path> data = Optional.ofNullable(line.getOptionValue(DATA)).map(text -> RecipeFlags.path(DATA, text));
        int limit = FlagValues.atLeast(1, line, LIMIT).orElse(DEFAULT_LIMIT);
        return verify(console.models().locate(line.getOptionValue(MODEL)), export, data, limit, console);
    }

    /** Verifies, prints and writes the report; gives the exit code. */
    static int verify(Path model, Path export, Optional<Path> data, int limit, Console console) {
        VerifyReport report = VerifyRun.run(model, export, data, limit, console.err()::println);
        AtomicFile.write(export.resolve(VerifyReport.FILE_NAME), report.json());
        console.out().print(report.table());
        report.faults().forEach(fault -> console.out().println("beyond tolerance: " + fault));
        console.out().flush();
        return report.passed() ? 0 : 1;
    }

    /** On the built-in text alone. */
    static int verify(Path model, Path export, Console console) {
        return verify(model, export, Optional.empty(), DEFAULT_LIMIT, console);
    }
}
